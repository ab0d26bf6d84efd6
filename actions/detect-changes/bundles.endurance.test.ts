import { expect, test } from "vitest";
import { requireReasons } from "./testing/bundles.ts";

test("AP-7 a service with a changed bundle needs a release, over thirty generated changes", async () => {
  expect(await requireReasons(25)).toBeGreaterThan(15);
});
