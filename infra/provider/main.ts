import { main } from "@pulumi/pulumi/provider";

import { createProvider } from "./provider";

main(createProvider(process.env), process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
