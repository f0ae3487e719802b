import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // Holds docs/local-cloud-coverage.md against what test files call.
    globalSetup: "./test/support/routesCalled/globalSetup.ts",
    setupFiles: "./test/support/routesCalled/setup.ts",
    reporters: ["default", "./test/support/summaryReporter.ts"],
  },
});
