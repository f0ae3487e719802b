import { z } from "zod";
import { typeById } from "../catalog";
import type { Call } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import { requireImage } from "./images";
import { begin } from "./instanceActions";
import { checkUserData } from "./instanceChecks";
import { addImageDisks, removeDisks } from "./instanceParts";
import { requireIdle } from "./instanceRules";
import { deployment } from "./instanceSchema";
import { type InstanceRecord, instanceView } from "./instances";
import { interfacesOf, setInterfaces } from "./interfaces";
import { refuseLocked } from "./locks";
import { authorizedKeys, requireRootLogin } from "./rootLogin";
import { checkStackScriptData, countDeployment } from "./stackscripts";

const schema = z.object({ ...deployment, image: z.string(), type: z.string().nullish() });

type Input = z.output<typeof schema>;

/** `POST …/rebuild`: new disks and a new configuration from an image, on request on another plan. */
export function rebuild(call: Call, linode: InstanceRecord): unknown {
  const input = validate(schema, call.body);
  const { world } = call;
  refuseLocked(world, "linode", linode.id, "whole");
  requireIdle(world, linode);
  const image = requireImage(world, input.image, "image");
  requireRootLogin(input);
  checkUserData(input.metadata?.user_data);
  checkStackScriptData(call, input);
  const plan = input.type == null ? undefined : typeById(input.type);
  if (input.type != null && plan === undefined) throw invalid("type is not valid", "type");
  // Until the job ends the Linode is on its old plan, so that its disks must fit into both.
  const space = Math.min(linode.specs.disk, plan?.disk ?? linode.specs.disk);
  if (image.size > space) throw invalid("The image does not fit into the plan's storage", "image");
  replaceDisks(call, linode, input, space);
  countDeployment(world, input.stackscript_id);
  world.scriptData.set(linode.id, input.stackscript_data ?? {});
  const main = world.store.where("disk", "instance_id", linode.id).find((disk) => disk.filesystem !== "swap");
  const grown = plan !== undefined && plan.disk > space && main !== undefined;
  begin(
    call,
    linode,
    "linode_rebuild",
    { status: "rebuilding" },
    {
      boot: input.booted !== false,
      ...(plan === undefined ? {} : { type: plan.id }),
      ...(grown ? { disk: main.id, size: main.size + plan.disk - space } : {}),
    },
  );
  const changed = world.store.get("instance", linode.id) ?? linode;
  // The answer still says that a running Linode runs (recorded).
  return instanceView(world, linode.status === "running" ? { ...changed, status: "running" } : changed);
}

function replaceDisks(call: Call, linode: InstanceRecord, input: Input, space: number): void {
  const { world } = call;
  const old = world.store.where("config", "instance_id", linode.id)[0];
  const interfaces = old === undefined ? [] : interfacesOf(world, old.id);
  removeDisks(world, linode);
  world.store.patch("seed", linode.id, {
    stackscript_id: input.stackscript_id ?? null,
    authorized_keys: authorizedKeys(world, input),
  });
  const changed = world.store.patch("instance", linode.id, {
    image: input.image,
    has_user_data: Boolean(input.metadata?.user_data),
    disk_encryption: input.disk_encryption ?? linode.disk_encryption,
    booted_config_id: null,
  });
  const config = addImageDisks(world, changed ?? linode, input.image, { space });
  setInterfaces(world, config, interfaces, "interfaces");
}
