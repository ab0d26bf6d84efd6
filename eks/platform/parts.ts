import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { parse } from "yaml";
import { catalogueFindings } from "../../argocd/addons/catalogue/catalogue.ts";
import { policyFindings } from "../check/policy.ts";
import { trustFindings } from "../check/trust.ts";
import { check } from "../commands.ts";
import { generated } from "../generate/generate.ts";
import { type Stack, template } from "../generate/stack.ts";
import type { Repository } from "../repository/repository.ts";
import { startEmulator } from "./emulator.ts";
import { reasonFindings } from "./exceptions.ts";
import { type Change, changes, execute } from "./execute.ts";
import { type Finding, parseFinding } from "./finding.ts";
import { cfnLint, checkov } from "./linters.ts";
import { type Part, PLANTED, type Result } from "./part.ts";
import { type CreateOnly, type Resources, registry, replacements } from "./replacement.ts";
import { pythonWith } from "./tools.ts";

const MISTAKES = `${PLANTED}stack.yaml`;

/** Every check, each ready to run. @param base a commit whose templates are compared with these, or undefined */
export async function allParts(
  root: string,
  repository: Repository,
  base: string | undefined,
): Promise<readonly Part[]> {
  const { account, region } = repository.settings;
  const templates = generated(repository);
  const texts = [...templates.values()];
  const [aws, checks, own, planted] = await Promise.all([
    readFile(join(import.meta.dirname, "tools/aws.txt"), "utf8"),
    readFile(join(import.meta.dirname, "tools/checkov.txt"), "utf8"),
    sources(import.meta.dirname),
    readFile(join(root, MISTAKES), "utf8"),
  ]);
  const files = [...templates.keys(), MISTAKES];
  return [
    { name: "clusters", run: async () => ({ findings: await ownRules(root) }) },
    { name: "iam", run: async () => ({ findings: iam(templates) }) },
    { name: "add-ons", run: async () => ({ findings: await addOns(root) }) },
    { name: "exceptions", run: async () => ({ findings: reasonFindings(templates) }) },
    {
      name: "cfn-lint",
      planted: /^E3002/,
      inputs: [aws, own, planted, ...texts],
      run: async () => ({ findings: await cfnLint(await pythonWith("aws"), files, root) }),
    },
    {
      name: "checkov",
      planted: /^CKV_AWS_16\b/,
      inputs: [checks, own, planted, ...texts],
      run: async () => ({ findings: await checkov(await pythonWith("checkov"), files, root) }),
    },
    {
      name: "replacement",
      planted: /^Planted: a change of RepositoryName replaces it/,
      run: async () => {
        const createOnly = registry(await pythonWith("aws"), region);
        return {
          findings: [
            ...(await compared([...changes(repository), plantedChange], createOnly)),
            ...(base === undefined ? [] : await sinceCommit(root, base, templates, createOnly)),
          ],
        };
      },
    },
    {
      name: "executed",
      planted: /^an update replaces Planted/,
      inputs: [aws, own, ...texts],
      run: async (): Promise<Result> => {
        await using emulator = await startEmulator(await pythonWith("aws"), account, region);
        const clusters = repository.environments.map(({ namespace }) => namespace);
        const findings = await execute(emulator, [...changes(repository), plantedChange], clusters);
        return {
          findings,
          notCovered: [
            `Not executed, since moto does not know these kinds: ${emulator.leftOut().join(", ")}.`,
            "moto checks no permission and no trust (iam does), and holds no data.",
          ],
        };
      },
    },
  ];
}

async function ownRules(root: string): Promise<readonly Finding[]> {
  const messages = await check(root, new Date());
  const named = [...new Set(messages.map((one) => one.split(":")[0] ?? ""))];
  const texts = new Map(
    await Promise.all(
      named.map(async (file) => [file, await readFile(join(root, file), "utf8").catch(() => "")] as const),
    ),
  );
  return messages.map((message) => parseFinding(message, (file) => texts.get(file)));
}

async function addOns(root: string): Promise<readonly Finding[]> {
  const tops = ["argocd/addons", "argocd/clusters", "environments", "eks/clusters"];
  const all = tops.map(async (top) => {
    const entries = await readdir(join(root, top), { recursive: true });
    const paths = entries.filter((path) => path.endsWith(".yaml") && !/node_modules|\/release\//.test(path));
    return Promise.all(
      paths.map(async (path) => [`${top}/${path}`, await readFile(join(root, top, path), "utf8")] as const),
    );
  });
  const files = new Map<string, string>((await Promise.all(all)).flat());
  return catalogueFindings(files).map((message) => parseFinding(message, (file) => files.get(file)));
}

function iam(templates: ReadonlyMap<string, string>): readonly Finding[] {
  return [...templates].flatMap(([path, text]) => {
    const content = parse(text) as { readonly Resources: Resources };
    const trusts = Object.entries(content.Resources).flatMap(([name, { Properties }]) =>
      trustFindings(`${path}: Resources.${name}`, Properties.AssumeRolePolicyDocument),
    );
    return [...policyFindings(path, content), ...trusts].map((message) => parseFinding(message, () => text));
  });
}

/** A repository under another name: both checks of updates must report it. */
const plantedChange: Change = {
  name: "planted",
  file: `${PLANTED}change`,
  before: images("planted/before"),
  after: images("planted/after"),
};

function images(RepositoryName: string): Stack {
  const Planted = { Type: "AWS::ECR::Repository", Properties: { RepositoryName } };
  return { description: "Planted.", resources: { Planted } };
}

async function compared(all: readonly Change[], createOnly: CreateOnly): Promise<readonly Finding[]> {
  const findings = all.map(({ file, before, after }) =>
    replacements(file, template(after), before.resources, after.resources, createOnly),
  );
  return (await Promise.all(findings)).flat();
}

/** What deploying these templates would do to what was deployed from `base`. */
async function sinceCommit(
  root: string,
  base: string,
  templates: ReadonlyMap<string, string>,
  createOnly: CreateOnly,
): Promise<readonly Finding[]> {
  const { stdout } = await exec("git", ["ls-tree", "--name-only", base, "eks/stacks/"], { cwd: root });
  const paths = stdout.split("\n").filter((path) => path.endsWith(".yaml"));
  const all = paths.map(async (path) => {
    const old = (await exec("git", ["show", `${base}:${path}`], { cwd: root })).stdout;
    const text = templates.get(path) ?? "Resources: {}";
    const resources = (yaml: string) => (parse(yaml) as { readonly Resources: Resources }).Resources;
    return replacements(path, text, resources(old), resources(text), createOnly);
  });
  return (await Promise.all(all)).flat();
}

async function sources(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("");
}
