import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import type { StackConfig } from "../config";
import { seedScript } from "../hosts/seed";
import type { EnclavePlan, RecordPlan } from "../topology";
import type { EnclaveContext, SharedContext } from "./enclaveContext";
import { reserveAddress } from "./gateway";
import { Identities } from "./identities";
import { Secrets } from "./secrets";
import { image } from "./server";
import { Site } from "./site";
import { classMark } from "./tags";
import { Zone } from "./zone";

/** The arguments of an {@link Enclave}. */
export interface EnclaveArgs {
  readonly plan: EnclavePlan;
  readonly config: StackConfig;
}

/**
 * Everything that one data class has on Linode: systems of its own in each region, and nothing that another class uses (DC-6).
 *
 * It is made in two steps: the constructor reserves the gateways' addresses and makes what hosts are known by, `build` does the
 * rest, since firewalls and tunnels name the gateways of every region and `events` those of every class.
 */
export class Enclave extends pulumi.ComponentResource {
  /** The gateways' reserved addresses, by region. */
  readonly gateways: Readonly<Record<string, pulumi.Output<string>>>;
  /** The public keys of the gateways' tunnels, by region. */
  readonly tunnelKeys: Readonly<Record<string, pulumi.Output<string>>>;
  /** What its hosts are known by. */
  readonly identities: Identities;

  constructor(
    private readonly name: string,
    private readonly args: EnclaveArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("bastide:infra:Enclave", name, {}, opts);
    this.gateways = Object.fromEntries(
      args.plan.sites.map(({ gateway, region }) => [
        region,
        reserveAddress(gateway.name, region, this).address,
      ]),
    );
    this.identities = new Identities(`${name}-identities`, args, { parent: this });
    this.tunnelKeys = Object.fromEntries(
      args.plan.sites.map(({ gateway, region }) => [
        region,
        this.identities.of(gateway.name).identity.tunnelPublicKey,
      ]),
    );
  }

  /** Makes everything else. */
  build(shared: SharedContext): void {
    const { plan } = this.args;
    const parent = { parent: this };
    const { passwords } = new Secrets(`${this.name}-secrets`, { plan: plan.secrets }, parent);
    const context: EnclaveContext = {
      ...shared,
      enclave: plan,
      dataClass: plan.dataClass,
      gateways: this.gateways,
      lastOfRole: new Map(),
      tickets: new Map(),
      identities: this.identities,
      passwords,
    };
    const seed = new linode.StackScript(
      plan.seed.name,
      {
        label: plan.seed.label,
        description: `Bastide: seeds cloud-init. ${classMark(plan.dataClass)}`,
        script: seedScript,
        images: [image],
        isPublic: false,
        revNote: "",
      },
      parent,
    );
    const sites = new Map(
      plan.sites.map((site) => [
        site.region,
        new Site(site.name, { context, plan: site, seedId: seed.id.apply(Number) }, parent),
      ]),
    );
    const buckets = [...sites.values()].flatMap((site) => site.buckets);
    for (const site of sites.values()) site.tell(buckets);
    new Zone(
      plan.zone.name,
      { context, addressOf: (record) => this.addressOf(record, sites.get(record.target.region)) },
      parent,
    );
    this.registerOutputs({ gateways: this.gateways });
  }

  private addressOf({ target, type }: RecordPlan, site: Site | undefined): pulumi.Input<string> {
    const { edge } = site ?? {};
    const address =
      target.part === "gateway" ? this.gateways[target.region] : type === "A" ? edge?.ipv4 : edge?.ipv6;
    if (address === undefined) {
      throw new pulumi.RunError(
        `The plan of ${this.name} has a record for a ${target.part} that ${target.region} lacks.`,
      );
    }
    return address;
  }
}
