import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/dist/**", "**/*.endurance.test.ts"];

/** Tests that need no local platform; they stand beside the code. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Helm, kustomize and git are processes of their own; more workers than processors only makes them wait.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "platform",
          setupFiles: ["actions/testing/example-registry.setup.ts"],
          include: ["{actions,local,argocd,rollouts,environments,bench}/**/*.test.ts"],
          exclude,
        },
      },
      {
        extends: true,
        test: {
          name: "shop",
          include: ["services/**/*.test.ts"],
          exclude,
          // One PostgreSQL, one Redis and one broker for all of them.
          globalSetup: ["services/kit/testing/data-plane.ts"],
        },
      },
    ],
  },
});
