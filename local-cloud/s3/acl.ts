/** Access control lists that have names. */
export const cannedAcls = [
  "private",
  "public-read",
  "authenticated-read",
  "public-read-write",
  "custom",
] as const;

/** One of them. */
export type CannedAcl = (typeof cannedAcls)[number];

/** Whose everything is, as access lists name the account. */
export const aclOwner = "00000000-0000-4000-8000-000000000000";
const schemaInstance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function grantTo(group: string, permission: string): string {
  const uri = `<URI>http://acs.amazonaws.com/groups/global/${group}</URI>`;
  return `<Grant><Grantee ${schemaInstance} xsi:type="Group">${uri}</Grantee><Permission>${permission}</Permission></Grant>`;
}

const grants: Record<CannedAcl, string> = {
  private: "",
  "public-read": grantTo("AllUsers", "READ"),
  "authenticated-read": grantTo("AuthenticatedUsers", "READ"),
  "public-read-write": grantTo("AllUsers", "READ") + grantTo("AllUsers", "WRITE"),
  custom: "",
};

/** The S3 document of a named list. */
export function accessXml(acl: CannedAcl): string {
  const who = `<ID>${aclOwner}</ID><DisplayName>${aclOwner}</DisplayName>`;
  const full = `<Grant><Grantee ${schemaInstance} xsi:type="CanonicalUser">${who}</Grantee><Permission>FULL_CONTROL</Permission></Grant>`;
  return (
    '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<Owner>${who}</Owner><AccessControlList>${grants[acl]}${full}</AccessControlList></AccessControlPolicy>`
  );
}

/** The named list that a document means; `custom` if none does. */
export function aclOf(xml: string): CannedAcl {
  const pairs = [...xml.matchAll(/global\/(\w+)<\/URI>[\s\S]*?<Permission>(\w+)<\/Permission>/g)];
  const set = pairs
    .map((pair) => `${pair[1]} ${pair[2]}`)
    .sort()
    .join(", ");
  if (set === "") return "private";
  if (set === "AllUsers READ") return "public-read";
  if (set === "AllUsers READ, AllUsers WRITE") return "public-read-write";
  return set === "AuthenticatedUsers READ" ? "authenticated-read" : "custom";
}
