import { accessControls } from "./access";
import { configurationControls } from "./configuration";
import { continuityControls } from "./continuity";
import { dataClassControls } from "./dataClasses";
import { networkControls } from "./network";
import { operationControls } from "./operation";

export type { Carrier, Control } from "./control";

/** The security policy that the controls come from, as policy metadata names it. */
export const securityPolicy = { name: "Bastide security policy", version: "1.0" } as const;

/** Every control, in the order of the requirements. */
export const controls = [
  ...dataClassControls,
  ...networkControls,
  ...configurationControls,
  ...accessControls,
  ...operationControls,
  ...continuityControls,
] as const;

/** The name of a control. */
export type ControlId = (typeof controls)[number]["id"];
