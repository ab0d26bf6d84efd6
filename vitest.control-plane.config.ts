import { defineConfig } from "vitest/config";

/**
 * Tests against a real API server with etcd, without a node. They need Kubernetes and Argo CD built, which takes a quarter of an
 * hour on a machine that has neither; `npm test` must not wait for that.
 */
export default defineConfig({
  test: {
    include: ["**/*.control-plane.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Two control planes at once only make each other wait.
    fileParallelism: false,
    // Waits have their own deadlines; these end what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
