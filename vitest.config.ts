import { defineConfig } from "vitest/config";

/** Tests that need no local platform; they stand beside the code. */
export default defineConfig({
  test: {
    include: ["{actions,local,services,argocd,rollouts,environments,bench}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Helm, kustomize and git are processes of their own; more workers than processors only makes them wait.
    maxWorkers: 2,
  },
});
