import { defineConfig } from "vitest/config";

/** What takes minutes by nature: many runs at once, long pasts. Needs no running platform. */
export default defineConfig({
  test: {
    include: ["**/*.endurance.test.ts"],
    setupFiles: ["actions/testing/registry/example-registry.setup.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // The shop's PostgreSQL, Redis and broker.
    globalSetup: ["services/kit/testing/data-plane.ts"],
    // One file at a time: each of them fills the machine by itself.
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    reporters: ["verbose"],
  },
});
