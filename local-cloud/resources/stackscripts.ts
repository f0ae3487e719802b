import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { ApiError, type ErrorDetail, invalid } from "../core/errors";
import { username } from "../core/jobs";
import type { Entity } from "../core/kinds";
import { defined, label } from "./shared";

/** A variable that a script asks for. */
interface UserDefinedField {
  name: string;
  label: string;
  default?: string;
  example?: string;
  oneof?: string;
  manyof?: string;
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
export function userDefinedFields(text: string): UserDefinedField[] {
  return [...text.matchAll(/<UDF\s+([^>]*?)\/?>/gi)].flatMap((tag) => {
    const attributes = Object.fromEntries(
      [...(tag[1] ?? "").matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((one) => [
        (one[1] ?? "").toLowerCase(),
        one[2] ?? one[3] ?? "",
      ]),
    );
    const { name, label: text, default: fallback, example, oneof, manyof } = attributes;
    if (name === undefined) return [];
    return [
      {
        name: name.toLowerCase(),
        label: text ?? name,
        ...defined({ default: fallback, example, oneof, manyof }),
      },
    ];
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
  const found = call.world.store.get("stackScript", input.stackscript_id);
  if (found === undefined) throw invalid("stackscript_id is not valid", "stackscript_id");
  if (input.image == null) throw invalid("image is required", "image");
  if (!found.images.includes("any/all") && !found.images.includes(input.image)) {
    throw invalid("The StackScript does not support the image", "image");
  }
  const given = new Set(Object.keys(input.stackscript_data ?? {}).map((key) => key.toLowerCase()));
  const errors: ErrorDetail[] = found.user_defined_fields
    .filter((one) => one.default === undefined && !given.has(one.name))
    .map((one) => ({ reason: `${one.name} is required`, field: `stackscript_data.${one.name}` }));
  if (errors.length > 0) throw new ApiError(400, errors);
}

const fields = {
  label: scriptLabel,
  images: z.array(z.string()).min(1, "Must provide at least one image"),
  script,
  description: z.string().nullish(),
  is_public: z.boolean().nullish(),
  rev_note: z.string().nullish(),
};

const stackScript = defineResource<"stackScript">({
  kind: "stackScript",
  path: "/linode/stackscripts",
  scope: "stackscripts",
  filterable: [
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
  ],
  view: (_, one) => ({
    ...one,
    username,
    user_gravatar_id: "00000000000000000000000000000000",
    ordinal: 0,
    logo_url: "",
    deployments_active: 0,
    mine: true,
  }),
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

export const stackscripts: Section = { resources: [stackScript] };
