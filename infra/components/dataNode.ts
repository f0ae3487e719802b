import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

import { createServer, type ServerArgs } from "./server";
import { tagsFor } from "./tags";

/** The arguments of a {@link DataNode}. */
export interface DataNodeArgs extends Omit<ServerArgs, "address"> {
  readonly volume: { readonly label: string; readonly sizeGiB: number };
}

/**
 * A database node without a public address, and its encrypted volume. Both are protected. The provider ignores a change of a
 * volume's encryption without a word; here it means a new volume, which protection then refuses until a person decides.
 */
export class DataNode extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<number>;
  readonly volumeId: pulumi.Output<number>;

  constructor(name: string, args: DataNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bastide:infra:DataNode", name, {}, opts);
    const { context, site, volume: plan } = args;
    this.instanceId = createServer(name, args, this).id.apply(Number);
    const volume = new linode.Volume(
      `${name}-volume`,
      {
        label: plan.label,
        region: site.region,
        size: plan.sizeGiB,
        encryption: "enabled",
        linodeId: this.instanceId,
        tags: tagsFor(context.dataClass, "data"),
      },
      {
        parent: this,
        protect: true,
        replaceOnChanges: ["encryption", "region"],
        // Labels are unique: once a person has lifted the protection, the old volume goes first.
        deleteBeforeReplace: true,
      },
    );
    this.volumeId = volume.id.apply(Number);
    this.registerOutputs({ instanceId: this.instanceId, volumeId: this.volumeId });
  }
}
