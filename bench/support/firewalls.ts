/** A firewall as both tools are given it; every tenth lets everything in, which both have to find. */
interface Wall {
  readonly label: string;
  readonly inboundPolicy: "ACCEPT" | "DROP";
  readonly outboundPolicy: "DROP";
  readonly rule: {
    readonly label: string;
    readonly action: "ACCEPT";
    readonly protocol: "TCP";
    readonly ports: string;
    readonly ipv4: readonly string[];
  };
}

function walls(count: number): readonly Wall[] {
  return Array.from({ length: count }, (_, index) => ({
    label: `wall-${index}`,
    inboundPolicy: index % 10 === 0 ? "ACCEPT" : "DROP",
    outboundPolicy: "DROP",
    rule: {
      label: "database",
      action: "ACCEPT",
      protocol: "TCP",
      ports: "5432",
      ipv4: [`10.${(index >> 8) & 255}.${index & 255}.0/24`],
    },
  }));
}

/** A Pulumi program in JavaScript that makes the firewalls. */
export function firewallsOfPulumi(count: number): string {
  const data = walls(count).map(({ label, inboundPolicy, outboundPolicy, rule: { ipv4, ...rule } }) => ({
    label,
    inboundPolicy,
    outboundPolicy,
    inbounds: [{ ...rule, ipv4s: ipv4 }],
    outbounds: [{ ...rule, ipv4s: ipv4 }],
  }));
  return [
    'const linode = require("@pulumi/linode");',
    `const walls = ${JSON.stringify(data)};`,
    "for (const wall of walls) new linode.Firewall(wall.label, wall);",
    "",
  ].join("\n");
}

/** The same in Terraform JSON. */
export function firewallsOfTerraform(count: number): string {
  const resources = walls(count).map(({ label, inboundPolicy, outboundPolicy, rule }) => [
    label,
    {
      label,
      inbound_policy: inboundPolicy,
      outbound_policy: outboundPolicy,
      inbound: [rule],
      outbound: [rule],
    },
  ]);
  return JSON.stringify({ resource: { linode_firewall: Object.fromEntries(resources) } });
}
