import { defineConfig } from "vitest/config";

/** Somebody else's repository adopts Slipway, on a platform of its own: both would name Argo CD's root application `root`. */
export default defineConfig({
  test: {
    include: ["e2e/40-adopter.e2e.ts"],
    globalSetup: ["e2e/adopter/platform.setup.ts"],
    // Every wait inside has a deadline of its own that says what was seen; these only end what hangs.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    reporters: ["verbose"],
    bail: 1,
  },
});
