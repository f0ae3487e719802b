import { join } from "node:path";
import { tagPrefixes } from "../../catalogue/tags";
import { type Doors, must, withRole } from "../doors";
import type { Stage } from "../scenarios/scenario";

/** The drill's own customer of the class's service. */
const customer = "bastide-drill";

/** Takes the customer away, with all of theirs; on a service node, by the right of who owns the tables. */
const forget = [
  "export PGSERVICEFILE=/etc/bastide/secrets/schema.conf PGSSLROOTCERT=/etc/bastide/secrets/ca.pem",
  "export PGSSLCERT=/etc/bastide/secrets/host.pem PGSSLKEY=/etc/bastide/secrets/host.key",
  "python3 -I -B - << 'END_OF_PROGRAM'",
  "import psycopg2",
  'with psycopg2.connect("service=bastide") as made, made.cursor() as cursor:',
  `    cursor.execute("SELECT set_config('bastide.customer', '${customer}', true)")`,
  '    for table, column in ("accounts", "customer"), ("records", "customer"), ("api_keys", "customer"), ("customers", "id"):',
  `        cursor.execute(f"DELETE FROM bastide.{table} WHERE {column} = '${customer}'")`,
  "END_OF_PROGRAM",
].join("\n");

/** What a customer was answered. Times in Unix seconds. */
export interface Answer {
  readonly kind: "write" | "read";
  readonly start: number;
  readonly end: number;
  /** HTTP's, or a word for what came instead of an answer. */
  readonly status: string;
}

/** Reads what the customer printed. Throws where a line is none. */
export function parseAnswers(text: string): readonly Answer[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [kind = "", start = "", end = "", status = ""] = line.split("\t");
      if ((kind !== "write" && kind !== "read") || !(Number(end) >= Number(start)) || status === "")
        throw new Error(`The customer's line is none: "${line.slice(0, 80)}".`);
      return { kind, start: Number(start), end: Number(end), status };
    });
}

/** Whether the customer got what they asked for. */
export const isAnswered = ({ status }: Answer): boolean => /^2\d\d$/.test(status);

/** Where a class's endpoint is in a region, as its customers find it. */
async function endpointOf(
  { linode, shell }: Doors,
  { dataClass, active, servers }: Pick<Stage, "dataClass" | "active" | "servers">,
): Promise<{ address: string; port: number; name: string; ca: string }> {
  const tag = `${tagPrefixes.dataClass}${dataClass}`;
  const all = await linode.list<{ tags: readonly string[]; region: string; ipv4: string }>("/nodebalancers");
  const balancer = all.find(({ tags, region }) => region === active && tags.includes(tag));
  const [edge] = withRole(servers, "edge", active);
  if (balancer === undefined || edge === undefined)
    throw new Error(`The class ${dataClass} publishes no endpoint in ${active}.`);
  const name = await must(
    { shell },
    edge.name,
    'awk \'$1 == "server_name" { sub(/;$/, "", $2); print $2 }\' /etc/bastide/nginx.conf',
  );
  return {
    ...{ address: balancer.ipv4, port: 443, name },
    ca: await must({ shell }, edge.name, "cat /etc/bastide/secrets/ca.pem"),
  };
}

/** A customer who uses the endpoint. */
export interface Customer {
  /** Ends them. Gives what they were answered. Throws where they could not be one. */
  leave(): Promise<readonly Answer[]>;
}

/** Has a customer use the class's endpoint in the active region, at two requests a second. All of theirs goes with the drill. */
export async function startCustomer(stage: Stage): Promise<Customer> {
  const { doors, servers, active } = stage;
  const [service] = withRole(servers, "service", active);
  if (service === undefined) throw new Error(`${active} has no service node.`);
  const endpoint = await endpointOf(doors, stage);
  const forgotten = stage.leaving("the drill's customer", [
    { does: "run", host: service.name, script: forget },
  ]);
  const key = await must(
    doors,
    service.name,
    `${forget}\ncd /; /usr/lib/bastide/customers add-key ${customer}`,
  );
  const ending = new AbortController();
  const ended = doors.outside(
    join(__dirname, "customer.mjs"),
    JSON.stringify({ ...endpoint, key, every: 0.5, seconds: 600 }),
    ending.signal,
  );
  // A failure is told by who asks for the end.
  ended.catch(() => {});
  return {
    async leave() {
      ending.abort();
      const { code, stdout, stderr } = await ended;
      await forgotten();
      const answers = parseAnswers(stdout);
      if (code !== 0 || answers.length === 0)
        throw new Error(`The customer could not use the endpoint: ${stderr.trim().slice(-300)}`);
      return answers;
    },
  };
}
