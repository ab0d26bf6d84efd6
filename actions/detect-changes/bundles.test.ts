import { expect, test } from "vitest";
import { requireReasons } from "./testing/bundles.ts";

// The bundler takes seconds of the processor for each; bundles.endurance.test.ts makes thirty changes.
test("AP-7 a service with a changed bundle needs a release: every setting, and a sample of generated changes", async () => {
  expect(await requireReasons(3)).toBeGreaterThan(4);
}, 600_000);
