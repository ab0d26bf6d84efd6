import { defineConfig } from "vitest/config";

/** Tests on the local platform: one platform, one test after the other, in the order of the files' names. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    globalSetup: ["e2e/platform.setup.ts"],
    fileParallelism: false,
    sequence: { shuffle: false },
    // Every wait inside has a deadline of its own that says what was seen; this one only ends what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: ["verbose"],
    bail: 1,
  },
});
