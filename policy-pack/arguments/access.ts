import { type Arguments, atLeast, harmless, judged, judgedEarly, only } from "./argument";

const alphabet = only([true], "Fewer kinds of characters make a password weaker.");
const composition = harmless("It asks for a kind of character; the password stays as long.");
const keepers = harmless(
  "They say when to make a new one. A secret in them is found by where it comes from.",
);

/** Arguments of `linode:index/token:Token`. */
export const tokenArguments: Arguments = {
  expiry: judged("linode-token-require-expiry"),
  label: harmless("A name."),
  scopes: judged("linode-token-require-scope"),
};

/** Arguments of `linode:index/stackScript:StackScript`. */
export const stackScriptArguments: Arguments = {
  description: judgedEarly("bastide-stack-require-one-class"),
  images: judged("linode-stack-script-require-supported-images"),
  isPublic: judged("linode-stack-script-forbid-public"),
  label: harmless("A name."),
  revNote: judged("bastide-resource-forbid-secrets-in-plain-text"),
  script: judged(
    "linode-stack-script-forbid-secrets",
    "linode-stack-script-forbid-downloads",
    "bastide-stack-forbid-generated-secrets-in-plain-text",
  ),
};

/** Arguments of `random:index/randomPassword:RandomPassword`. */
export const passwordArguments: Arguments = {
  keepers,
  length: atLeast(32, "Shorter ones can be guessed (AC-6)."),
  lower: alphabet,
  minLower: composition,
  minNumeric: composition,
  minSpecial: composition,
  minUpper: composition,
  number: alphabet,
  numeric: alphabet,
  overrideSpecial: harmless("Letters and digits alone are enough at this length."),
  special: harmless("Letters and digits alone are enough at this length."),
  upper: alphabet,
};

/** Arguments of `random:index/randomBytes:RandomBytes`. */
export const bytesArguments: Arguments = {
  keepers,
  length: atLeast(32, "Shorter ones can be guessed (AC-6)."),
};
