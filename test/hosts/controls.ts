import type { ControlId } from "../../catalogue/controls";

/** What shows that a control is kept. */
export type Held =
  /** A test of hosts, by its file and a part of its name: it says no where the control is switched off. */
  | { readonly by: "test"; readonly file: string; readonly name: string }
  /** No host can show it: what does. */
  | { readonly by: "other"; readonly where: string };

const test = (file: string, name: string): Held => ({ by: "test", file, name });
const other = (where: string): Held => ({ by: "other", where });

const host = "test/hosts/checks/controls.ts";
const network = "test/hosts/checks/network.ts";
const service = "test/hosts/service.test.ts";
const database = "test/hosts/database.test.ts";
const pack = "the policy pack (test/policy-pack), which judges the plan";

/** One control, one check: each control of the policy, and the one test or other thing that shows it. */
export const heldBy: Readonly<Record<ControlId, Held>> = {
  "DC-1": test(service, "keeps credentials as argon2id hashes"),
  "DC-2": other(pack),
  "DC-3": other(pack),
  "DC-4": other(pack),
  "DC-5": test(service, "tells the log ids and counts, and no content or credentials"),
  "DC-6": other(`${pack}; a site's hosts know no address of another class`),
  "DC-7": other("nothing to enforce: customer ids may be in every class"),
  "DC-8": test(network, "another class's network sees nothing"),
  "NW-1": test(network, "what would be open without the host's firewall is seen"),
  "NW-2": other(pack),
  "NW-3": test(service, "refuses whoever is in the tunnels and is not the site's edge"),
  "NW-4": test(network, "from a host nothing can be reached but what the plan says"),
  "CM-1": test(host, "CM-1: a volume that holds something is never formatted"),
  "CM-2": test(host, "CM-2: an altered file is found by the daily check"),
  "CM-3": test(host, "CM-3: a test virus is found and shut away"),
  "CM-4": test(host, "CM-4: what happens is written down"),
  "CM-5": test(host, "CM-5, AC-1: neither a password nor root nor a key in software gets in"),
  "CM-6": test(host, "CM-6, AC-2: who has no duty can't become root"),
  "CM-7": test(host, "CM-7: only three programs run as somebody else"),
  "CM-8": other(`${pack}; its growth on a host is an alert rule (VI-3)`),
  "CM-9": test("test/hosts/checks/secondBoot.ts", "another run of becoming itself does nothing"),
  "CM-10": other("the approval in a stack's configuration, by the policy pack, and the report"),
  "AC-1": test("test/infra/hosts/cloudConfig.test.ts", "hardware"),
  "AC-2": test("test/infra/hosts/cloudConfig.test.ts", "group"),
  "AC-3": other(`${pack}: log-ins come through the tunnel, from declared networks of managed devices`),
  "AC-4": test("test/hosts/people.test.ts", "read customers' data under a grant alone"),
  "AC-5": test("test/hosts/channel.test.ts", "shuts a person out who has left"),
  "AC-6": other("the seed has no secret (test/infra/hosts/files.test.ts), and state none (test/policy-pack)"),
  "EX-1": other("waivers, by the policy pack"),
  "EX-2": other("approvals, by the policy pack"),
  "SD-1": other("this project's own CI (test/security)"),
  "SD-2": other("this project's own CI (test/security)"),
  "VI-1": test(host, "VI-1: an old package is found by the daily check"),
  "VI-2": test(
    "test/hosts/watch.test.ts",
    "calls a person by the gateway of the host, and by that of the receiver",
  ),
  "VI-3": test("test/hosts/metrics.test.ts", "calls a person, through the proxy and with the token"),
  "VI-4": other("the process of incidents: people"),
  "BC-1": test("test/hosts/fencing.test.ts", "waits for the lease to end where nothing fences"),
  "BC-2": test("test/hosts/enclave.test.ts", "followers of it in both regions"),
  "BC-3": test(database, "brings any moment back, to the row"),
  "BC-4": test(database, "is restored and read to the end by a standby"),
  "BC-5": other("drills"),
  "GO-1": other("the review's date in the configuration, by the policy pack"),
  "GO-2": other("the report for auditors"),
};
