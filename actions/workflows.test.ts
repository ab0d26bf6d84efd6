/** Rules every workflow and composite action of this repository keeps; each with a violation that it rejects. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { verbs } from "./cli/verbs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = globSync([".github/workflows/*.yml", ".github/actions/*/action.yml"], { cwd: root });

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const workflow = z.looseObject({
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      permissions: z.unknown().optional(),
      "timeout-minutes": z.number().optional(),
      steps: z.array(step),
    }),
  ),
});
const composite = z.looseObject({ runs: z.looseObject({ steps: z.array(step) }) });

/** Everything a file does that is not allowed. */
function violations(file: string, text: string): readonly string[] {
  const content: unknown = parse(text);
  if (!file.includes("/workflows/")) return stepRules(composite.parse(content).runs.steps, text);
  const { permissions, concurrency, jobs } = workflow.parse(content);
  const rules = Object.entries(jobs).flatMap(([name, job]) => [
    ...(job.permissions === undefined ? [`${name}: no permissions`] : []),
    ...(job["timeout-minutes"] === undefined ? [`${name}: no timeout-minutes`] : []),
    ...stepRules(job.steps, text),
  ]);
  if (/^\s*pull_request_target:/m.test(text)) rules.push(...targetRules(jobs, text));
  if (JSON.stringify(permissions) !== "{}") rules.push("permissions at the top are not {}");
  if (concurrency === undefined) rules.push("no concurrency group");
  const grants = text.match(/^\s+[a-z-]+: (read|write)\b.*$/gm) ?? [];
  const unexplained = grants.filter((line) => !line.includes("permission-") && !line.includes(" # "));
  return [...rules, ...unexplained.map((line) => `${line.trim()}: no reason`)];
}

/** With `pull_request_target` a stranger's head meets this repository's token: it has to stay data. */
function targetRules(jobs: z.output<typeof workflow>["jobs"], text: string): readonly string[] {
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  const isBase = (asked: unknown) =>
    /^\$\{\{ github\.event\.repository\.default_branch \}\}$/.test(String(asked));
  const ref = /github\.(head_ref|event\.pull_request\.(head\.(ref|label)|title|body))/;
  return [
    ...(steps.some(({ run }) => run !== undefined) ? ["pull_request_target: a script"] : []),
    ...(checkouts.every(({ with: { ref: asked } }) => isBase(asked))
      ? []
      : ["pull_request_target: checks out something else than the base"]),
    ...(ref.test(text) ? ["pull_request_target: uses text that a stranger wrote"] : []),
    ...(/contents: write|secrets\./.test(text) ? ["pull_request_target: more than it needs"] : []),
  ];
}

function stepRules(steps: readonly z.output<typeof step>[], text: string): readonly string[] {
  return steps.flatMap(({ uses, run, with: inputs }) => [
    ...(run?.includes("${{") ? ["an expression inside run"] : []),
    ...(uses === undefined ? [] : usesRules(uses, inputs, text)),
  ]);
}

function usesRules(uses: string, inputs: Readonly<Record<string, unknown>>, text: string): readonly string[] {
  const own = /^\.\/(?:\.\.\/slipway\/)?actions\/(.+)$/.exec(uses)?.[1];
  if (own !== undefined) return ownRules(own, inputs);
  if (uses.startsWith("./")) return [];
  const found: string[] = [];
  if (!/@[0-9a-f]{40}$/.test(uses)) found.push(`${uses}: not pinned by its commit`);
  if (!new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, "m").test(text))
    found.push(`${uses}: no version next to the pin`);
  if (uses.startsWith("actions/checkout@") && inputs["persist-credentials"] !== false) {
    found.push(`${uses}: keeps credentials`);
  }
  return found;
}

function ownRules(name: string, inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const verb = verbs.find(({ request }) => request.verb === name);
  if (verb === undefined) return [`${name}: no such action`];
  const known = verb.request.inputs;
  const missing = Object.entries(known).flatMap(([input, { default: fallback }]) =>
    fallback === undefined && inputs[input] === undefined ? [`${name}: input ${input} is missing`] : [],
  );
  const unknown = Object.keys(inputs).filter((input) => known[input] === undefined);
  const cache = inputs["cache-to"];
  const writes =
    typeof cache === "string" &&
    !cache.includes("github.ref == 'refs/heads/main'") &&
    !cache.includes("github.ref_name == github.event.repository.default_branch");
  if (writes) missing.push(`${name}: writes its cache elsewhere than on main`);
  return [...missing, ...unknown.map((input) => `${name}: no input ${input}`)];
}

describe.each(files)("%s", (file) => {
  test("AP-19 keeps the rules", () => {
    expect(violations(file, readFileSync(`${root}/${file}`, "utf8"))).toEqual([]);
  });
});

const good = `permissions: {}
concurrency: {group: a, cancel-in-progress: false}
jobs:
  one:
    timeout-minutes: 5
    permissions:
      contents: read # to check out
    steps:
      - uses: actions/checkout@${"a".repeat(40)} # v1.2.3
        with:
          persist-credentials: false
      - uses: ./actions/promote
        with:
          branch: main
      - run: echo
`;

const EXPRESSION = ["$", "{{ github.head_ref }}"].join("");
const BASE = ["$", "{{ github.event.repository.default_branch }}"].join("");

test.each([
  [
    "AP-16 permissions at the top",
    "permissions: {}\nconcurrency",
    "permissions: read-all\nconcurrency",
    "permissions at the top are not {}",
  ],
  [
    "AP-14 no concurrency",
    "concurrency: {group: a, cancel-in-progress: false}\n",
    "",
    "no concurrency group",
  ],
  ["no timeout", "    timeout-minutes: 5\n", "", "one: no timeout-minutes"],
  [
    "AP-16 a grant without a reason",
    "contents: read # to check out",
    "contents: write",
    "contents: write: no reason",
  ],
  [
    "AP-17 a tag instead of a commit",
    `checkout@${"a".repeat(40)}`,
    "checkout@v1",
    "actions/checkout@v1: not pinned by its commit",
  ],
  [
    "AP-17 a pin without its version",
    " # v1.2.3",
    "",
    `actions/checkout@${"a".repeat(40)}: no version next to the pin`,
  ],
  [
    "AP-20 credentials left behind",
    "persist-credentials: false",
    "fetch-depth: 0",
    `actions/checkout@${"a".repeat(40)}: keeps credentials`,
  ],
  ["AP-18 an expression in a script", "run: echo", `run: echo ${EXPRESSION}`, "an expression inside run"],
  ["an input the action does not have", "branch: main", "brunch: main", "promote: no input brunch"],
  [
    "AP-23 a cache that is written elsewhere than on main",
    "with:\n          branch: main",
    'with: { services: "[]", source: a, cache-to: "type=gha" }',
    "promote: writes its cache elsewhere than on main",
  ],
  ["an action that does not exist", "./actions/promote", "./actions/promise", "promise: no such action"],
])("a planted violation is found: %s", (_name, from, to, found) => {
  const file = ".github/workflows/planted.yml";
  expect(violations(file, good)).toEqual([]);
  expect(violations(file, good.replace(from, to))).toContain(found);
});

const target = good
  .replace("permissions: {}", "on:\n  pull_request_target:\npermissions: {}")
  .replace("persist-credentials: false", `persist-credentials: false\n          ref: ${BASE}`)
  .replace("      - run: echo\n", "");

test.each([
  ["the head is checked out", BASE, "refs/pull/1/head", "checks out something else than the base"],
  [
    "a script runs",
    "      - uses: ./actions/promote",
    "      - run: npm ci\n      - uses: ./actions/promote",
    "a script",
  ],
  ["text of a stranger is used", "branch: main", EXPRESSION, "uses text that a stranger wrote"],
  ["it has secrets", "branch: main", "branch: secrets.KEY", "more than it needs"],
])("with pull_request_target a planted violation is found: %s", (_name, from, to, found) => {
  const file = ".github/workflows/planted.yml";
  expect(violations(file, target)).toEqual([]);
  expect(violations(file, target.replace(from, to.startsWith("$") ? `branch: ${to}` : to))).toContain(
    `pull_request_target: ${found}`,
  );
});
