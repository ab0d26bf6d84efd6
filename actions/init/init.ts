import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { type Files, plannedFiles } from "./files.ts";
import { findServices } from "./look.ts";
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

/** Writes what is missing; a file that is there stays as it is, whatever it holds. */
export async function init(request: InitRequest, { workspace, report, dryRun }: Context): Promise<Outcome> {
  const git = openGit(workspace, { identity: { name: "slipway", email: "slipway@localhost" } });
  const tree = await git.tree("HEAD");
  const services = await findServices(tree, request.product);
  if (services.length === 0) {
    report.warning("No Dockerfile was found: add one to a service's folder, and run init again.");
  }
  for (const { name, own: manifests } of services) {
    if (manifests === undefined) continue;
    const place = manifests.helm?.chart ?? manifests.kustomize ?? "";
    report.info(
      `${name} keeps its manifests (${place}). What is no Rollout there is updated without a canary: only probes stop a bad release.`,
    );
  }
  const own = parseConfig(await readFile(join(OWN, "slipway.yaml"), "utf8"));
  const slipway = await calledSlipway(OWN, own.repository, request.slipway);
  const planned = new Map([
    ...plannedFiles(request, services, await readModels(), own),
    ...(await plannedWorkflows(OWN, slipway, request.repository)),
  ]);
  const missing = [...planned].filter(([path]) => !existsSync(join(workspace, path)));
  report.plan(missing.map(([path]) => `write ${path}`));
  report.info(
    `${planned.size - missing.length} of ${planned.size} files are there already and stay as they are.`,
  );
  const running = takeOver(await runningImages(tree, services));
  for (const line of running) report.notice(line);
  if (running.length > 0) report.info(NOT_TAKEN_OVER);
  if (!dryRun) for (const [path, text] of missing) await write(join(workspace, path), text);
  return {
    outputs: { written: JSON.stringify(dryRun ? [] : missing.map(([path]) => path)) },
    results: services.map(({ name, folder }) => ({
      service: name,
      status: missing.some(([path]) => path === join(folder, "service.yaml")) ? "done" : "nothing",
      reason: `${folder || "the root"} has a Dockerfile`,
    })),
  };
}

const NOT_TAKEN_OVER =
  "Manifests are not taken over: the first release of each service is rendered by the chart, so it rolls out once, as a canary. What runs keeps running until Argo CD is given the new application and the old one is deleted.";

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
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Never over what somebody wrote meanwhile. */
async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" });
}
