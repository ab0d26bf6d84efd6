/**
 * Every event that closes a gate starts the check at once: read from the workflows, and from the reporter's
 * defaults.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { parseConfig } from "../../argocd/addons/reporter/src/config.ts";

const read = (file: string) =>
  readFileSync(new URL(`../../.github/workflows/${file}`, import.meta.url), "utf8");

const workflow = z.looseObject({ on: z.record(z.string(), z.unknown()) });
const CHECK = "gates-check.yml";

/** What would close a gate, and leave the check as it was until the schedule comes. */
function unwoken(check: string, stopped: string, woken: readonly string[]): readonly string[] {
  const { on } = workflow.parse(parse(check));
  const starts = "workflow_dispatch" in on;
  const stops = workflow.parse(parse(stopped)).on;
  const isStarted = starts && stopped.includes(`gh workflow run ${CHECK} `);
  return [
    ...(JSON.stringify(on.push) === '{"branches":["main"]}' ? [] : ["a hold that is pushed to main"]),
    ...(isStarted && "create" in stops && "delete" in stops ? [] : ["a stop"]),
    ...(starts && woken.includes(CHECK) ? [] : ["evidence"]),
  ];
}

const reporter = parseConfig(
  `repository: https://forge.test/shop/platform.git
cluster: main
environments: [{name: dev, namespace: shop-dev, project: shop-dev}]
clone: /tmp/clone.git
`,
  "reporter.yaml",
);
const woken = reporter.workflows.changed;
const [check, stopped] = [read(CHECK), read("stopped.yml")];

test("a hold, a stop and a change of health start the check", () => {
  expect(unwoken(check, stopped, woken)).toEqual([]);
});

test.each([
  [
    "the check looks at some paths of main only",
    check.replace("[main]", "[main]\n    paths: [services/**]"),
    stopped,
    woken,
    ["a hold that is pushed to main"],
  ],
  [
    "nobody may start the check",
    check.replace("  workflow_dispatch:\n", ""),
    stopped,
    woken,
    ["a stop", "evidence"],
  ],
  ["a stop starts another workflow", check, stopped.replaceAll(CHECK, "ci.yml"), woken, ["a stop"]],
  ["a reporter wakes promote alone", check, stopped, ["promote.yml"], ["evidence"]],
])("planted: %s", (_, ofCheck, ofStop, files, found) => {
  expect(unwoken(ofCheck, ofStop, files)).toEqual(found);
});
