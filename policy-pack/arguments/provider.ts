import { type Arguments, harmless, judged, only, refused } from "./argument";

const pace = harmless("It says how often the provider asks.");
const api = judged("linode-provider-forbid-other-api");
const silent = "State and policies would tell of a change that has not happened yet.";
/** What the engine itself understands in every provider's configuration. */
const engine: Arguments = {
  pluginDownloadURL: refused("The provider would be somebody else's program."),
  version: harmless("Each argument of the provider is judged by itself, whatever its version."),
};

/** Configuration of `pulumi:providers:linode`. */
export const linodeProviderArguments: Arguments = {
  ...engine,
  apiCaPath: api,
  apiVersion: only(["v4", "v4beta"], "Other versions of the API are not known."),
  configPath: refused("The token would come from a file that nobody reviews."),
  configProfile: refused("The token would come from a file that nobody reviews."),
  disableInternalCache: pace,
  eventPollMs: pace,
  lkeEventPollMs: pace,
  lkeNodeReadyPollMs: pace,
  maxRetryDelayMs: pace,
  minRetryDelayMs: pace,
  objAccessKey: refused("One key would open the buckets of every class (DC-6)."),
  objBucketForceDelete: only([false], "Buckets would be deleted with what they hold (BC-4)."),
  objSecretKey: refused("One key would open the buckets of every class (DC-6)."),
  objUseTempKeys: only(
    [false],
    "The provider takes regions such as `de-fra-2` for clusters and asks for the wrong keys.",
  ),
  skipImplicitReboots: only([false], silent),
  skipInstanceDeletePoll: only([false], silent),
  skipInstanceReadyPoll: only([false], silent),
  token: judged("linode-provider-forbid-token-in-code"),
  uaPrefix: harmless("It says who is asking."),
  url: api,
};

/** Configuration of `pulumi:providers:random` and `pulumi:providers:pulumi`. */
export const plainProviderArguments: Arguments = engine;

/** Configuration of `pulumi:providers:bastide`: the sections of the stack's own reviewed configuration. */
export const bastideProviderArguments: Arguments = {
  ...engine,
  "*": harmless("A section of the stack's reviewed configuration."),
};

/** Arguments of `bastide:index:AccountPreflight`. */
export const accountPreflightArguments: Arguments = {
  interfacesForNewLinodes: harmless("It asks what the account makes by default, and changes nothing."),
};
