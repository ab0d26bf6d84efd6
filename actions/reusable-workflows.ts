/**
 * The workflows that other repositories call: made from this repository's own, so that both do the same. A called workflow
 * takes its actions from Slipway at the commit of its own file, and everything else from the repository that calls it.
 */
import { parse } from "yaml";
import * as z from "zod";

/** Own workflows that have a counterpart to be called, and those that call it. */
export const REUSABLE = [
  ...["deliver", "promote", "rollback", "preview", "gates", "gates-check", "board"],
  ...["hotfix", "hotfix-land", "approved", "stopped"],
] as const;

export const calledName = (name: string): string => `call-${name}`;

const inputSchema = z.object({
  description: z.string(),
  type: z.string().default("string"),
  default: z.unknown().optional(),
});
const sourceSchema = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  jobs: z.record(z.string(), z.looseObject({ permissions: z.record(z.string(), z.string()) })),
});

/** Where a forge does not say which repository and commit a called workflow is of. */
const SLIPWAY_INPUTS = {
  "slipway-repository": "Slipway's repository, where the forge has no job.workflow_repository",
  "slipway-ref": "Commit of Slipway, where the forge has no job.workflow_sha",
} as const;

const expression = (text: string): string => ["$", `{{ ${text} }}`].join("");
const BRANCH = "github.event.repository.default_branch";
/** Beside the workspace: in it, an image that copies its whole context would contain Slipway. */
const ACTIONS = "./../slipway";

/** The called form of one of this repository's workflows. `text`: the whole file. */
export function calledWorkflow(name: string, text: string): string {
  const { head, body } = partsOf(text);
  const usesActions = body.includes("uses: ./");
  const called = usesActions ? withSlipway(withoutOwn(body)) : body;
  return [
    `# Generated from ${name}.yml by actions/document.ts. Other repositories call it; permissions are those of the caller's job at most.`,
    `name: ${calledName(name)}`,
    "",
    ...head.filter((line) => line.startsWith("#")),
    "on:",
    "  workflow_call:",
    ...inputLines(text, usesActions),
    ...secretLines(called),
    "",
    called.replace(/^( {2}group: )/m, `$1${calledName("")}`),
  ].join("\n");
}

export interface CalledSlipway {
  /** `owner/name` at the forge. */
  readonly repository: string;
  readonly commit: string;
  /** Shown next to the commit. */
  readonly version: string;
  /**
   * The forge is not GitHub: it does not tell a called workflow its own repository and commit, so the caller names them; and its
   * runner takes no notice of a called workflow's concurrency, so the caller has it.
   */
  readonly isElsewhere: boolean;
}

/** The few lines with which another repository calls it. */
export function callingWorkflow(name: string, text: string, slipway: CalledSlipway, branch: string): string {
  const { head } = partsOf(text);
  const { jobs } = sourceSchema.parse(parse(text));
  const secrets = secretsOf(text);
  const inputs = Object.keys(dispatchInputs(text));
  const path = `${slipway.repository}/.github/workflows/${calledName(name)}.yml`;
  const own = slipway.isElsewhere && partsOf(text).body.includes("uses: ./");
  const named = own ? [`slipway-repository: ${slipway.repository}`, `slipway-ref: ${slipway.commit}`] : [];
  const given = [...inputs.map((each) => `${each}: ${expression(`inputs.${each}`)}`), ...named];
  const passed = secrets.map((each) => `      ${each}: ${expression(`secrets.${each}`)}`);
  return [
    "# Written by slipway init; the workflow that it calls is Slipway's.",
    ...head
      .filter((line) => !line.startsWith("#"))
      .join("\n")
      .replaceAll("branches: [main]", `branches: [${branch}]`)
      .trim()
      .split("\n"),
    "",
    "permissions: {}",
    "",
    ...(slipway.isElsewhere ? concurrencyOf(text) : []),
    "jobs:",
    `  ${name}:`,
    `    name: ${name}`,
    `    uses: ${path}@${slipway.commit} # ${slipway.version}`,
    "    permissions:",
    ...unionOf(jobs).map(
      ([scope, right]) => `      ${scope}: ${right} # for the jobs of ${calledName(name)}.yml`,
    ),
    ...(given.length === 0 ? [] : ["    with:", ...given.map((line) => `      ${line}`)]),
    ...(secrets.length === 0 ? [] : ["    secrets:", ...passed]),
    "",
  ].join("\n");
}

/** `head`: everything before the permissions; `body`: from there. */
function partsOf(text: string): { readonly head: readonly string[]; readonly body: string } {
  const at = text.indexOf("permissions: {}");
  return { head: text.slice(0, at).split("\n"), body: text.slice(at) };
}

function concurrencyOf(text: string): readonly string[] {
  const block = /^concurrency:\n(?: {2}.*\n)+/m.exec(text)?.[0] ?? "";
  return block === "" ? [] : block.split("\n");
}

function dispatchInputs(text: string): Readonly<Record<string, z.output<typeof inputSchema>>> {
  const dispatch = z.looseObject({ inputs: z.record(z.string(), inputSchema).default({}) });
  const { on } = sourceSchema.parse(parse(text));
  return dispatch.parse(on.workflow_dispatch ?? {}).inputs;
}

function inputLines(text: string, usesActions: boolean): readonly string[] {
  const own = Object.entries(dispatchInputs(text)).flatMap(
    ([name, { description, type, default: value }]) => [
      `      ${name}:`,
      `        description: ${description}`,
      `        type: ${type}`,
      "        required: false",
      ...(value === undefined ? [] : [`        default: ${value === "" ? '""' : String(value)}`]),
    ],
  );
  const slipway = Object.entries(SLIPWAY_INPUTS).flatMap(([name, description]) => [
    `      ${name}:`,
    `        description: ${description}`,
    "        type: string",
    "        required: false",
    '        default: ""',
  ]);
  const lines = [...own, ...(usesActions ? slipway : [])];
  return lines.length === 0 ? [] : ["    inputs:", ...lines];
}

function secretsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\bsecrets\.([A-Z_]+)/g)].map(([, name = ""]) => name))];
}

/** None is required: one of the environment `delivery` is read by the job itself, and is not the caller's to pass. */
function secretLines(body: string): readonly string[] {
  const names = secretsOf(body);
  const lines = names.flatMap((name) => [`      ${name}:`, "        required: false"]);
  return names.length === 0 ? [] : ["    secrets:", ...lines];
}

function unionOf(jobs: z.output<typeof sourceSchema>["jobs"]): readonly (readonly [string, string])[] {
  const union = new Map<string, string>();
  for (const { permissions } of Object.values(jobs)) {
    for (const [scope, right] of Object.entries(permissions)) {
      if (union.get(scope) !== "write") union.set(scope, right);
    }
  }
  return [...union].sort(([one], [other]) => one.localeCompare(other));
}

/** What is this repository's alone: the packages of its services, its base image, its branch. */
function withoutOwn(body: string): string {
  return body
    .replace(/^ {6}- if: .*\n {8}uses: \.\/\.github\/actions\/packages\n/gm, "")
    .replace(/NODE_IMAGE=\$\{\{ vars\.SLIPWAY_NODE_IMAGE \}\}/g, expression("vars.SLIPWAY_BUILD_ARGS"))
    .replace(/cut-from: main$/gm, `cut-from: ${expression(BRANCH)}`)
    .replaceAll("github.ref == 'refs/heads/main'", `github.ref_name == ${BRANCH}`);
}

const CHECKOUT = /^ {6}- uses: (actions\/checkout@.*)\n {8}with:\n(?: {10,}.*\n)+/gm;

function withSlipway(body: string): string {
  return body
    .replace(CHECKOUT, (step, action: string) => step + checkoutOfSlipway(action))
    .replaceAll("uses: ./actions/", `uses: ${ACTIONS}/actions/`)
    .replaceAll("uses: ./.github/", `uses: ${ACTIONS}/.github/`)
    .replace(
      /format\('https:\/\/github\.com\/\{0\}\/\.github\/workflows\/deliver\.yml@refs\/heads\/main', github\.repository\)/g,
      `format('https://github.com/{0}/.github/workflows/${calledName("deliver")}.yml@* called by {1}@refs/heads/{2}', job.workflow_repository, github.repository, ${BRANCH})`,
    )
    .replace(/^( {8}uses: .*\/actions\/build-image)$/gm, `$1\n        env:\n          ${OWN_WORKFLOW}`)
    .replace(/^( {8}env:\n)( {10}COSIGN_PRIVATE_KEY: )/gm, `$1          ${OWN_WORKFLOW}\n$2`);
}

/** GitHub's variable names the workflow that calls; what signs is the one that is called. */
const OWN_WORKFLOW = `SLIPWAY_WORKFLOW_REF: ${expression("job.workflow_ref")}`;

function checkoutOfSlipway(action: string): string {
  return `      # Slipway's actions, at the commit of this file.
      - uses: ${action}
        with:
          repository: ${expression("inputs.slipway-repository || job.workflow_repository")}
          ref: ${expression("inputs.slipway-ref || job.workflow_sha")}
          path: .slipway
          sparse-checkout: |
            actions
            .github/actions
          persist-credentials: false
      - name: put them next to the workspace
        run: rm -rf ../slipway && mv .slipway ../slipway
`;
}
