import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { storyServices } from "./local/demo/story-services.ts";

/** By name, since a later file finds what the earlier ones delivered. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

// What is tested is the delivery. Three services show it. For the global setup, which runs in
// this process, and for the tests, whose processes inherit it.
process.env.SLIPWAY_SERVICES ??= storyServices;

/** Tests on the local platform: one platform, one test after the other, in the order of the files' names. */
export default defineConfig({
  test: {
    include: ["e2e/*.e2e.ts"],
    // They have their own platforms: vitest.adopter.config.ts, vitest.mesh.config.ts and vitest.mesh-kills.config.ts.
    exclude: ["e2e/40-adopter.e2e.ts", "e2e/*-mesh*.e2e.ts"],
    globalSetup: ["e2e/platform.setup.ts"],
    fileParallelism: false,
    sequence: { sequencer: ByName },
    // Every wait inside has a deadline of its own that says what was seen; this one only ends what hangs.
    testTimeout: 2_400_000,
    hookTimeout: 2_400_000,
    reporters: ["verbose"],
    bail: 1,
  },
});
