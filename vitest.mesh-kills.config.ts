import { defineConfig } from "vitest/config";

/** Controllers of the mesh's platform killed at each step of a canary: about half an hour. */
export default defineConfig({
  test: {
    include: ["e2e/60-mesh-kills.e2e.ts"],
    globalSetup: ["e2e/mesh/platform.setup.ts"],
    // Every wait inside has a deadline of its own that says what was seen; these only end what hangs.
    testTimeout: 1_200_000,
    hookTimeout: 900_000,
    reporters: ["verbose"],
  },
});
