import { forbidUnused } from "../../../policy-pack/waivers/forbidUnused";
import { requireNotice } from "../../../policy-pack/waivers/requireNotice";
import { requireValidity } from "../../../policy-pack/waivers/requireValidity";
import { keysIn } from "./configuration";
import { stackRoot, volume } from "./fixtures";
import { change } from "./resource";
import { twoClasses } from "./twoClasses";
import type { PackRun } from "./waivers";

/** A policy that a waiver may cover, and a volume that it refuses. */
export const encryption = "linode-volume-require-encryption";
export const plain = change(volume, { encryption: "disabled" });
/** A rule about the stack that a waiver may cover. */
export const affinity = "bastide-stack-require-anti-affinity";

/** The keys of waivers that are not in order. */
export const validity = (run: PackRun) => keysIn(run.analyze(requireValidity.name, stackRoot));
/** The keys of waivers that nothing needed. */
export const unused = (run: PackRun) => keysIn(run.analyzeStack(forbidUnused.name, twoClasses));
/** What is said of waivers that were used. */
export const notices = (run: PackRun) => run.analyzeStack(requireNotice.name, twoClasses);
