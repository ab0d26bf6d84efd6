/** Workflows that may read the App's key: only those with file and code of main, whoever starts them. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const folder = new URL("../.github/workflows/", import.meta.url);
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  jobs: z.record(z.string(), z.looseObject({ environment: z.string().optional() })),
});

/** Events for which a person's branch determines the workflow file, or the start. */
const OTHERS = ["pull_request", "pull_request_target", "merge_group", "create"];

function faults(text: string): readonly string[] {
  if (!text.includes("SLIPWAY_APP_PRIVATE_KEY")) return [];
  const { on, jobs } = workflow.parse(parse(text));
  const push = z.object({ branches: z.array(z.string()) }).safeParse(on.push ?? { branches: ["main"] });
  const holders = Object.entries(jobs).filter(([, job]) =>
    JSON.stringify(job).includes("SLIPWAY_APP_PRIVATE_KEY"),
  );
  return [
    ...Object.keys(on).filter((event) => OTHERS.includes(event)),
    ...(push.data?.branches ?? ["every branch"]).filter((branch) => branch !== "main"),
    ...holders
      .filter(([, { environment }]) => environment !== "delivery")
      .map(([name]) => `${name}: no environment`),
  ];
}

test.each(readdirSync(folder))("%s reads the App's key only on main, if at all", (file) => {
  expect(faults(readFileSync(new URL(file, folder), "utf8"))).toEqual([]);
});

const good = `on: {push: {branches: [main]}, workflow_run: {workflows: [a]}}
jobs: {land: {environment: delivery, steps: [{with: {key: "\${{ secrets.SLIPWAY_APP_PRIVATE_KEY }}"}}]}}
`;

test.each([
  ["a hotfix's branch", "branches: [main]", 'branches: ["hotfix/*"]', "hotfix/*"],
  ["every branch", "push: {branches: [main]}", "push: {}", "every branch"],
  ["a stranger's pull request", "push: {branches: [main]}", "pull_request_target: {}", "pull_request_target"],
  ["a queue's commit", "push: {branches: [main]}", "merge_group: {}", "merge_group"],
  ["no environment", "environment: delivery, ", "", "land: no environment"],
])("a planted workflow that has the key is found: %s", (_, from, to, fault) => {
  expect(faults(good)).toEqual([]);
  expect(faults(good.replace(from, to))).toEqual([fault]);
});
