import type { Operation } from "../openapi/document";
import { kinds } from "./ground";
import { type Living, show, type Thing } from "./living";

type Data = Readonly<Record<string, unknown>>;

const legacy = (linode: Data): boolean => linode.interface_generation === "legacy_config";
const current = (linode: Data): boolean => linode.interface_generation === "linode";
const offline = (linode: Data): boolean => linode.status === "offline";
const running = (linode: Data): boolean => linode.status === "running";
const backedUp = (linode: Data): boolean => (linode.backups as Data | undefined)?.enabled === true;

/** Which Linode an operation is likely to succeed on; the first line that fits counts. */
const linodes: readonly [path: RegExp, fits: (linode: Data) => boolean][] = [
  [/\/\{linodeId\}\/interfaces/, current],
  [/\/configs\/\{configId\}\/interfaces/, legacy],
  [/\/upgrade-interfaces$/, legacy],
  [/\/(shutdown|reboot)$/, running],
  [/\/(boot|password|resize|rescue)$/, offline],
  [/\/disks/, offline],
  [/\/backups$/, backedUp],
  [/\/restore$/, offline],
  [/\/ips/, legacy],
  [/\/migrate$/, (linode) => offline(linode) || running(linode)],
];

/** Whether what is known of a thing speaks for an operation on it. */
export function suits({ method, path }: Operation, thing: Thing, living: Living): boolean {
  if (method === "GET" && !path.includes("interfaces")) return true;
  if (path.startsWith(`${kinds.linode}/{linodeId}/`)) {
    const fits = linodes.find(([pattern]) => pattern.test(path))?.[1];
    const linode = living.of(kinds.linode).find((one) => show(one.id) === show(thing.ids.linodeId));
    return fits === undefined || linode === undefined || fits(linode.data);
  }
  if (path.endsWith("/attach")) return thing.data.linode_id === null && thing.data.status === "active";
  if (path.startsWith("/images/{imageId}")) return thing.data.status === "available";
  if (path.endsWith("/unassign")) return ((thing.data.members as unknown[] | undefined) ?? []).length > 0;
  if (path.endsWith("/grants")) return thing.data.restricted === true;
  if (path.startsWith("/networking/vlans"))
    return ((thing.data.linodes as unknown[] | undefined) ?? []).length === 0;
  return true;
}
