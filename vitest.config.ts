import { defineConfig } from "vitest/config";

const exclude = [
  "**/node_modules/**",
  "**/dist/**",
  "**/*.endurance.test.ts",
  "**/*.control-plane.test.ts",
  "**/*.acceptance.test.ts",
];

/** Repositories of tests need not outlive a crash of the machine, nor be packed behind a test's back. */
const git = { "core.fsync": "none", "gc.auto": "0", "maintenance.auto": "false", "pack.threads": "1" };
const gitEnvironment = Object.fromEntries([
  ["GIT_CONFIG_COUNT", String(Object.keys(git).length)],
  ...Object.entries(git).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]),
]) as Record<string, string>;

const runFolder = "local/setup/testing/run-folder.ts";
/** What starts processes at a tenth of the price. */
const starting = `${import.meta.dirname}/actions/testing/processes/child-process.ts`;

/** Tests that need no local platform; they stand next to the code. */
export default defineConfig({
  test: {
    // Every wait has a deadline of its own that says what was seen; these only end what hangs, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Helm, kustomize and git are processes of their own; more workers than processors only makes them wait.
    maxWorkers: 2,
    // Bundler, Helm, kustomize and cosign run for a second: collecting their garbage is a quarter of it.
    env: { ...gitEnvironment, GOGC: "400" },
    projects: [
      {
        extends: true,
        test: {
          name: "platform",
          alias: [{ find: /^node:child_process$/, replacement: starting }],
          globalSetup: [runFolder],
          // A worker keeps the modules it has loaded; files leave no state behind that another would meet.
          isolate: false,
          setupFiles: ["actions/testing/registry/example-registry.setup.ts"],
          include: ["{actions,local,argocd,eks,rollouts,environments,bench,docs}/**/*.test.ts"],
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
          globalSetup: [runFolder, "services/kit/testing/data-plane.ts"],
        },
      },
    ],
  },
});
