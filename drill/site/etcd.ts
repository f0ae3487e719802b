import { type Doors, must, type Server, withRole } from "../doors";
import { until } from "../wait";

/** The unit of a member. */
export const etcdUnit = "bastide-etcd.service";

const etcdctl = "/usr/lib/bastide/etcdctl";

/** The hosts of a region that carry a member of its etcd. */
export const etcdMembers = (servers: readonly Server[], region: string): readonly Server[] => [
  ...withRole(servers, "gateway", region),
  ...withRole(servers, "data", region),
];

/** Waits until every member of a region's etcd is there and answers. Default: 180 seconds. */
export async function etcdWhole(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  region: string,
  seconds = 180,
): Promise<void> {
  const members = etcdMembers(servers, region);
  const [asked] = withRole(members, "data");
  if (asked === undefined) throw new Error(`There is no data node in ${region}.`);
  const script = [
    `${etcdctl} endpoint health --cluster > /dev/null 2>&1`,
    `test "$(${etcdctl} member list | grep -c ', started, ')" = ${members.length}`,
  ].join("\n");
  await until(
    async () => ((await doors.shell(asked.name, `set -e\n${script}`)).code === 0 ? true : undefined),
    { seconds, everyMs: 1000, late: () => `The etcd of ${region} was not whole within ${seconds} s.` },
  );
}

/** Has one host's member lead its region's etcd. Throws where none of the others could hand over to it. */
export async function leadEtcd(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  { name, region }: Pick<Server, "name" | "region">,
): Promise<void> {
  const script = [
    `id=$(${etcdctl} member list | awk -F ', ' '$3 == "${name}" { print $1 }')`,
    // Only the one that leads can hand over; where it leads already, nothing is to be done.
    `${etcdctl} move-leader "$id" 2>&1 || true`,
    `ETCDCTL_ENDPOINTS=$(${etcdctl} member list | awk -F ', ' '$3 == "${name}" { print $5 }') ${etcdctl} endpoint status --write-out=fields | grep -E '"(MemberID|Leader)"' | awk '{ print $3 }' | uniq | wc -l`,
  ].join("\n");
  for (const member of etcdMembers(servers, region)) {
    const said = await must(doors, member.name, script);
    if (said.split("\n").at(-1) === "1") return;
  }
  throw new Error(`${name} could not be made to lead the etcd of ${region}.`);
}
