import { defineConfig } from "vitest/config";

/** Tests of the mesh, on a platform of their own that is started with it. */
export default defineConfig({
  test: {
    include: ["e2e/50-mesh.e2e.ts", "e2e/55-mesh-changes.e2e.ts"],
    // They share one platform, and load it.
    fileParallelism: false,
    globalSetup: ["e2e/mesh/platform.setup.ts"],
    // Every wait inside has a deadline of its own that says what was seen; these only end what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: ["verbose"],
    bail: 1,
  },
});
