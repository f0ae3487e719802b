import * as pulumi from "@pulumi/pulumi";

import type { StackConfig } from "../config";
import { describeHost, type HostDescription } from "../hosts/description";
import { certificateNames } from "../hosts/secrets/tls";
import { packedDescription, seedField, stackScriptDataFor } from "../hosts/seed";
import { ClassAuthority } from "../resources/classAuthority";
import { HostIdentity } from "../resources/hostIdentity";
import type { EnclavePlan } from "../topology";
import { nodesOfSite } from "../topology/overlay";
import { tagsFor } from "./tags";

/** The arguments of {@link Identities}. */
export interface IdentitiesArgs {
  readonly plan: EnclavePlan;
  readonly config: StackConfig;
}

/** A host as it is described, and what it is known by. */
export interface KnownHost {
  readonly host: HostDescription;
  readonly identity: HostIdentity;
  /** What it starts with, packed. */
  readonly seed: string;
  /** All of it, packed: what messages carry. */
  readonly description: string;
}

/** What an enclave's hosts are known by: the class's own authority and an identity for each. Protected: without them no host hears us. */
export class Identities extends pulumi.ComponentResource {
  readonly authority: ClassAuthority;
  /** The certificate of the published endpoint, where the class has one: by its own authority. */
  readonly endpoint?: HostIdentity;
  private readonly hosts: ReadonlyMap<string, KnownHost>;

  constructor(name: string, { plan, config }: IdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:Identities", name, {}, opts);
    const { dataClass } = plan;
    const authority = new ClassAuthority(
      `${name}-authority`,
      { name: `Bastide ${plan.zone.domain}`.slice(0, 64), tags: tagsFor(dataClass, "network") },
      { parent: this, protect: true },
    );
    this.authority = authority;
    this.hosts = new Map(
      plan.sites.flatMap((site) =>
        nodesOfSite(site).map((node): [string, KnownHost] => {
          const host = describeHost(plan, site, node, config);
          const identity = new HostIdentity(
            `${node.name}-identity`,
            {
              tags: tagsFor(dataClass, node.role),
              names: [...certificateNames(host)],
              addresses: [node.overlayAddress, node.vpcAddress],
              authority: authority.certificate,
              authorityKey: authority.key,
            },
            { parent: this },
          );
          const seed = stackScriptDataFor(host)[seedField] ?? "";
          return [node.name, { host, identity, seed, description: packedDescription(host) }];
        }),
      ),
    );
    const published = new Set([...this.hosts.values()].flatMap(({ host }) => host.endpoint?.names ?? []));
    if (published.size > 0) {
      this.endpoint = new HostIdentity(
        `${name}-endpoint`,
        {
          tags: tagsFor(dataClass, "edge"),
          names: [...published],
          addresses: [],
          authority: authority.certificate,
          authorityKey: authority.key,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }

  /** A host of the enclave, by its node's name. */
  of(node: string): KnownHost {
    const found = this.hosts.get(node);
    if (found === undefined) throw new pulumi.RunError(`The plan has no node ${node}.`);
    return found;
  }
}
