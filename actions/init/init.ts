import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { writeNew } from "@slipway/lib/io/files/write-new.ts";
import { readCheckout } from "@slipway/lib/io/git/checkout.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { answersOf } from "./answers.ts";
import { type Files, plannedFiles } from "./files.ts";
import { type Found, findServices } from "./look.ts";
import { nextSteps } from "./next-steps.ts";
import { grouped, remarks } from "./remarks.ts";
import type { InitRequest } from "./request.ts";
import { runningImages, takeOver } from "./running.ts";
import { calledSlipway, plannedWorkflows } from "./workflows.ts";

/** Slipway's own checkout: two folders above this one, and above the bundle. */
const OWN = fileURLToPath(new URL("../..", import.meta.url));
const MODELS = [
  "rollouts/chart",
  "rollouts/strategies",
  "argocd/bootstrap",
  "argocd/projects",
  "argocd/applicationsets",
  "argocd/clusters",
  "argocd/kustomization.yaml",
];
/** They depend on argocd/addons, which is not copied: each team chooses its own add-ons. */
const ON_OWN_ADDONS =
  /\/argocd\/clusters\/[^/]+\/(?:nats\/|reporter\/|control-plane\/(?:own-addons|reporter)\.yaml$)/;

/** Writes missing files; an existing file is never changed. */
export async function init(request: InitRequest, { workspace, report, dryRun }: Context): Promise<Outcome> {
  const checkout = await readCheckout(workspace);
  const { root } = checkout;
  const answers = await answersOf(request, checkout);
  for (const found of answers.found) report.info(`Not given, so taken from the repository: ${found}`);
  const git = openGit(root, { identity: { name: "slipway", email: "slipway@localhost" } });
  const tree = await git.tree("HEAD");
  const services = await findServices(tree, answers.product);
  for (const [level, words] of remarks(services, checkout)) report[level](words);
  const own = parseConfig(await readFile(join(OWN, "slipway.yaml"), "utf8"));
  const slipway = await calledSlipway(OWN, own.repository, request.slipway);
  const planned = new Map([
    ...plannedFiles(answers, services, await readModels(), own),
    ...(await plannedWorkflows(OWN, slipway, answers.repository)),
  ]);
  const paths = [...planned.keys()];
  const present = paths.filter((path) => existsSync(join(root, path)));
  const missing = paths.filter((path) => !present.includes(path));
  report.plan((dryRun ? missing : grouped(missing)).map((path) => `write ${path}`));
  if (present.length > 0) report.info(`Already there, not changed: ${grouped(present).join(", ")}.`);
  const running = takeOver(await runningImages(tree, services));
  for (const line of running) report.notice(line);
  if (running.length > 0) report.info(NOT_TAKEN_OVER);
  if (!dryRun) for (const path of missing) await writeNew(join(root, path), planned.get(path) ?? "");
  for (const line of nextSteps(answers, services, missing.length, own.repository ?? "")) report.info(line);
  return {
    outputs: { written: JSON.stringify(dryRun ? [] : missing) },
    results: services.map((service) => resultOf(service, missing, dryRun)),
  };
}

function resultOf({ name, folder }: Found, missing: readonly string[], dryRun: boolean): Result {
  const file = posix.join(folder, "service.yaml");
  if (!missing.includes(file))
    return { service: name, status: "nothing", reason: `${file} is there already` };
  return dryRun
    ? { service: name, status: "nothing", reason: `would write ${file}` }
    : { service: name, status: "done", reason: `${file} is written` };
}

const NOT_TAKEN_OVER =
  "What runs is not changed by init: the first release of each service rolls out once. It keeps running until Argo CD is given the new application and the old one is deleted.";

async function readModels(): Promise<Files> {
  const found = await Promise.all(MODELS.map((path) => filesAt(join(OWN, path))));
  if (found.some((files) => files.length === 0)) {
    throw new UserError(
      `${OWN}: Slipway's own chart and Argo CD files are not there.\n  Run init from a checkout of Slipway.`,
    );
  }
  const read = async (file: string) => [relative(OWN, file), await readFile(file, "utf8")] as const;
  return new Map(await Promise.all(found.flat().map(read)));
}

async function filesAt(path: string): Promise<readonly string[]> {
  if (path.endsWith(".yaml")) return existsSync(path) ? [path] : [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !/\.(?:ts|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !ON_OWN_ADDONS.test(file));
}
