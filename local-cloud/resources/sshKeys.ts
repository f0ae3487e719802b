import { z } from "zod";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import type { Entity } from "../core/kinds";
import { label } from "./shared";

export interface SshKeyRecord extends Entity {
  id: number;
  label: string;
  ssh_key: string;
  created: string;
}

declare module "../core/kinds" {
  interface Kinds {
    sshKey: SshKeyRecord;
  }
}

const keyLabel = label(1, 64, /^[^\n]*$/, "Must be one line");

const sshKey = defineResource<"sshKey">({
  kind: "sshKey",
  path: "/profile/sshkeys",
  scope: "account",
  filterable: ["id", "label", "created"],
  view: (_, one) => one,
  reference: (_, one) => ({
    id: one.id,
    type: "user_ssh_key",
    label: one.label,
    url: `/v4/profile/sshkeys/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object({
      label: keyLabel,
      ssh_key: z
        .string()
        .regex(
          /^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+) \S+/,
          "SSH Key key-type must be ssh-dss, ssh-rsa, ecdsa-sha2-nistp, ssh-ed25519, or sk-ecdsa-sha2-nistp256.",
        ),
    }),
    build: (call, input): SshKeyRecord => ({
      id: call.world.store.nextId(),
      label: input.label,
      ssh_key: input.ssh_key,
      created: call.world.clock.timestamp(),
    }),
  }),
  update: defineChange({
    schema: z.object({ label: keyLabel }),
    apply: (_call, _record: SshKeyRecord, input) => ({ label: input.label }),
  }),
  remove: {},
  notifications: {
    create: "user_ssh_key_add",
    update: "user_ssh_key_update",
    delete: "user_ssh_key_delete",
  },
});

export const sshKeys: Section = { resources: [sshKey] };
