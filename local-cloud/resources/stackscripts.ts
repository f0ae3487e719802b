import { z } from "zod";
import { catalog } from "../catalog";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { ApiError, type ErrorDetail, invalid, notFound } from "../core/errors";
import { username } from "../core/jobs";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { defined, label } from "./shared";

/** A variable that a script asks for; `default`, `example`, `oneof`, `manyof`, `header` and the like as it gives them. */
interface UserDefinedField {
  name: string;
  label: string;
  [attribute: string]: string;
}

export interface StackScriptRecord extends Entity {
  id: number;
  label: string;
  description: string;
  images: string[];
  is_public: boolean;
  created: string;
  updated: string;
  rev_note: string;
  script: string;
  deployments_total: number;
  user_defined_fields: UserDefinedField[];
}

declare module "../core/kinds" {
  interface Kinds {
    stackScript: StackScriptRecord;
  }
}

const scriptLimit = 65_535;
const scriptLabel = label(3, 128, /^[^\n]*$/, "Must be one line");
const script = z
  .string()
  .max(scriptLimit, `Length must be at most ${scriptLimit} characters`)
  .regex(/^#!/, "Script must begin with a shebang (example: #!/bin/bash)");

/** The `<UDF name="…" label="…" default="…">` tags of a script. */
function userDefinedFields(text: string): UserDefinedField[] {
  return [...text.matchAll(/<UDF\s+([^>]*?)\/?>/gi)].flatMap((tag) => {
    const attributes: Record<string, string> = Object.fromEntries(
      [...(tag[1] ?? "").matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((one) => [
        (one[1] ?? "").toLowerCase(),
        one[2] ?? one[3] ?? "",
      ]),
    );
    const { name, label: text = name, ...others } = attributes;
    return name === undefined || text === undefined ? [] : [{ name, label: text, ...others }];
  });
}

/** Throws unless a Linode's StackScript exists, takes its image, and gets every variable it has no default for. */
export function checkStackScriptData(
  call: Call,
  input: {
    image?: string | null | undefined;
    stackscript_id?: number | null | undefined;
    stackscript_data?: Record<string, string> | null | undefined;
  },
): void {
  if (input.stackscript_id == null) return;
  const found =
    call.world.store.get("stackScript", input.stackscript_id) ?? publicScript(input.stackscript_id);
  if (found === undefined) throw invalid("stackscript_id is not valid", "stackscript_id");
  if (input.image == null) throw invalid("image is required", "image");
  if (!found.images.includes("any/all") && !found.images.includes(input.image)) {
    throw invalid("The StackScript does not support the image", "image");
  }
  const given = new Set(Object.keys(input.stackscript_data ?? {}).map((key) => key.toLowerCase()));
  const errors: ErrorDetail[] = found.user_defined_fields
    .filter(
      (one) => one.default === undefined && one.header === undefined && !given.has(one.name.toLowerCase()),
    )
    .map((one) => ({ reason: `${one.name} is required`, field: `stackscript_data.${one.name}` }));
  if (errors.length > 0) throw new ApiError(400, errors);
}

/** Counts a deployment of a StackScript. */
export function countDeployment(world: World, id: number | null | undefined): void {
  const found = id == null ? undefined : world.store.get("stackScript", id);
  if (found === undefined) return;
  world.store.patch("stackScript", found.id, { deployments_total: found.deployments_total + 1 });
}

const fields = {
  label: scriptLabel,
  images: z.array(z.string()).min(1, "Must provide at least one image"),
  script,
  description: z.string().nullish(),
  is_public: z.boolean().nullish(),
  rev_note: z.string().nullish(),
};

const filterable = [
  "id",
  "label",
  "description",
  "images",
  "is_public",
  "mine",
  "username",
  "rev_note",
  "created",
  "updated",
  "deployments_total",
];

function view(world: World, one: StackScriptRecord): unknown {
  return {
    ...one,
    username,
    user_gravatar_id: "00000000000000000000000000000000",
    ordinal: 0,
    logo_url: "",
    deployments_active: world.store.where("seed", "stackscript_id", one.id).length,
    mine: true,
  };
}

/** A script of somebody else's that everyone may use. */
function publicScript(id: number): (typeof catalog.stackScripts)[number] | undefined {
  return catalog.stackScripts.find((one) => one.id === id);
}

/** Everyone's public scripts, then one's own. */
function list(call: Call): unknown {
  const own = [...call.world.store.all("stackScript")].map((one) => view(call.world, one));
  return answerList(call, [...catalog.stackScripts, ...own], filterable);
}

function show(call: Call): unknown {
  const id = Number(call.params.id);
  const own = call.world.store.get("stackScript", id);
  const found = own === undefined ? publicScript(id) : view(call.world, own);
  if (found === undefined) throw notFound();
  return found;
}

const stackScript = defineResource<"stackScript">({
  kind: "stackScript",
  path: "/linode/stackscripts",
  scope: "stackscripts",
  filterable,
  list: false,
  get: false,
  view,
  reference: (_, one) => ({
    id: one.id,
    type: "stackscript",
    label: one.label,
    url: `/v4/linode/stackscripts/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object(fields),
    build: (call, input): StackScriptRecord => {
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        label: input.label,
        description: input.description ?? "",
        images: input.images,
        is_public: input.is_public ?? false,
        created: now,
        updated: now,
        rev_note: input.rev_note ?? "",
        script: input.script,
        deployments_total: 0,
        user_defined_fields: userDefinedFields(input.script),
      };
    },
  }),
  update: defineChange({
    schema: z.object(fields).partial(),
    apply: (_call, record: StackScriptRecord, input): Partial<StackScriptRecord> => {
      if (record.is_public && input.is_public === false) {
        throw invalid("Public StackScripts cannot be made private", "is_public");
      }
      return defined({
        label: input.label,
        description: input.description ?? undefined,
        images: input.images,
        is_public: input.is_public ?? undefined,
        rev_note: input.rev_note ?? undefined,
        script: input.script,
        user_defined_fields: input.script === undefined ? undefined : userDefinedFields(input.script),
      });
    },
  }),
  remove: {},
  notifications: { create: "stackscript_create", update: "stackscript_update", delete: "stackscript_delete" },
});

const path = "/linode/stackscripts";
const scope = "stackscripts";

export const stackscripts: Section = {
  resources: [stackScript],
  indexes: { seed: ["stackscript_id"] },
  endpoints: [
    { method: "GET", path, scope, filterable, run: list },
    { method: "GET", path: `${path}/:id`, scope, run: show },
  ],
};
