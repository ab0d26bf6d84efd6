/** Rules of dependency updates, installs and tokens, each with a violation that it rejects. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, "utf8");
const workflows = globSync(".github/workflows/*.yml", { cwd: root }).sort();

const COOLDOWN_DAYS = 7;

const dependabot = z.looseObject({
  updates: z.array(
    z.looseObject({
      "package-ecosystem": z.string(),
      cooldown: z.object({ "default-days": z.number() }).optional(),
    }),
  ),
});

/** Ecosystems whose releases would be adopted on their first days. */
function hasty(text: string): readonly string[] {
  return dependabot
    .parse(parse(text))
    .updates.filter(({ cooldown }) => (cooldown?.["default-days"] ?? 0) < COOLDOWN_DAYS)
    .map((update) => update["package-ecosystem"]);
}

/** Installs that would run what a package says. */
function scriptedInstalls(text: string): readonly string[] {
  const installs = text.split("\n").filter((line) => /\bnpm (ci|install|i)\b/.test(line));
  return installs.filter((line) => !line.includes("--ignore-scripts")).map((line) => line.trim());
}

test("AP-32 updates wait out a cool-down", () => {
  const text = read(".github/dependabot.yml");
  expect(hasty(text)).toEqual([]);
  expect(hasty(text.replace(/default-days: 7/, "default-days: 0"))).toEqual(["npm"]);
  expect(
    hasty(
      text.replace(
        / {4}cooldown:\n {6}default-days: 7\n {4}groups:\n {6}actions/,
        "    groups:\n      actions",
      ),
    ),
  ).toEqual(["github-actions"]);
});

test("AP-32 no install runs scripts of packages", () => {
  for (const file of workflows) expect(scriptedInstalls(read(file)), file).toEqual([]);
  expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  expect(scriptedInstalls("      - run: npm ci --no-audit\n")).toEqual(["- run: npm ci --no-audit"]);
});

const job = z.looseObject({
  environment: z.unknown().optional(),
  steps: z.array(
    z.looseObject({
      uses: z.string().optional(),
      with: z.record(z.string(), z.unknown()).default({}),
      env: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), job) });

/** Verbs that push: what the job's own token pushes starts no workflow, and no ruleset can name it. */
const PUSHING = /^\.\/actions\/(bump|promote|rollback|hold|stop|resume|board)$/;

function tokenFaults(text: string): readonly string[] {
  return Object.entries(workflow.parse(parse(text)).jobs).flatMap(([name, { steps, environment }]) => {
    const pushing = steps.filter(({ uses }) => PUSHING.test(uses ?? ""));
    if (pushing.length === 0) return [];
    const app = steps.find(({ uses }) => uses?.startsWith("actions/create-github-app-token@"));
    const isNarrow = Object.keys(app?.with ?? {}).some((input) => input.startsWith("permission-"));
    return [
      ...(environment === undefined ? [`${name}: no environment keeps the App's key to its branches`] : []),
      ...(isNarrow ? [] : [`${name}: the App's token is not narrowed by permission-…`]),
      ...pushing
        .filter(({ env }) => !/steps\.app\.outputs\.token/.test(String(env.SLIPWAY_TOKEN)))
        .map(({ uses }) => `${name}: ${uses} does not push with the App's token`),
    ];
  });
}

test("AP-15 what pushes does so with an App's token of the least rights, kept to its branches", () => {
  for (const file of workflows) expect(tokenFaults(read(file)), file).toEqual([]);
  const good = read(".github/workflows/promote.yml");
  expect(tokenFaults(good.replaceAll(/steps\.app\.outputs\.token/g, "github.token"))).toEqual([
    "promote: ./actions/promote does not push with the App's token",
    "promote: ./actions/board does not push with the App's token",
  ]);
  expect(tokenFaults(good.replace(/\n {4}environment: .*/, ""))).toHaveLength(1);
  expect(tokenFaults(good.replaceAll(/\n {10}permission-.*/g, ""))).toHaveLength(1);
});

/** Steps of the job that pins, of the form that other repositories call. */
const pinning = (text: string) => workflow.parse(parse(text)).jobs.pin?.steps ?? [];

function apartFaults(text: string): readonly string[] {
  const steps = pinning(text);
  const at = (action: string) => steps.findIndex(({ uses }) => uses?.includes(action));
  const [app, checkout, bump] = ["create-github-app-token@", "actions/checkout@", "/actions/bump"].map(at);
  const given = (index = -1) => steps[index]?.with ?? {};
  const rights = Object.entries(given(app)).filter(([input]) => input.startsWith("permission-"));
  return [
    ...((app ?? -1) < (checkout ?? -1)
      ? []
      : ["the configuration repository is checked out without its token"]),
    ...(given(app).repositories === expression("vars.SLIPWAY_CONFIG_REPOSITORY")
      ? []
      : ["the token is not for the configuration repository alone"]),
    ...(JSON.stringify(rights) === '[["permission-contents","write"]]'
      ? []
      : ["the token may do more than push"]),
    ...(String(steps[bump ?? -1]?.env.SLIPWAY_SOURCE_TOKEN).includes("&& github.token")
      ? []
      : ["the service's repository is not read with the job's own token"]),
    ...(String(given(bump).repository).includes("github.repository")
      ? []
      : ["bump has no repository for the commit"]),
  ];
}

const expression = (text: string) => ["$", `{{ ${text} }}`].join("");

test.each(["deliver.yml", "call-deliver.yml"])(
  "%s pins elsewhere with a token of that repository alone",
  (file) => {
    const good = read(`.github/workflows/${file}`);
    expect(apartFaults(good)).toEqual([]);
    expect(apartFaults(good.replace(/repositories: .*/, "repositories: ''"))).toHaveLength(1);
    expect(
      apartFaults(good.replace(/permission-contents: write/, "$&\n          permission-workflows: write")),
    ).toHaveLength(1);
    expect(apartFaults(good.replace(/SLIPWAY_SOURCE_TOKEN: .*/, "SLIPWAY_SOURCE_TOKEN: none"))).toHaveLength(
      1,
    );
  },
);
