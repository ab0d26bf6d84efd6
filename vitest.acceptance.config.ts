import { defineConfig } from "vitest/config";
import controlPlane from "./vitest.control-plane.config.ts";

/** More tests on the control plane, with faults of its parts and operators that take minutes to build. CI has no time left for them. */
export default defineConfig({
  test: { ...controlPlane.test, include: ["**/*.acceptance.test.ts"] },
});
