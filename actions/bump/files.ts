/** Bump's second mode, for repositories without release folders: pins in files of theirs, all of them one commit. */
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type DecodedFile, decodeFile } from "@slipway/lib/domain/pins/encoding.ts";
import { MissingPin, UnpinnableValue } from "@slipway/lib/domain/pins/pins.ts";
import { SYMBOLIC_LINK } from "@slipway/lib/domain/repository/tree.ts";
import { STOP_REFS } from "@slipway/lib/domain/stops/stops.ts";
import { ownCommitsOf } from "@slipway/lib/io/forge/own-commits.ts";
import type { Git, Planner, Tree } from "@slipway/lib/io/git/git.ts";
import { findLate } from "./files-order.ts";
import { type FilesPlan, planFiles, type ReadFiles, targetOf } from "./files-plan.ts";
import { filesMessage, runOf } from "./message.ts";
import { findMissingImages } from "./missing-images.ts";
import { findObstacles } from "./obstacles.ts";
import { findPutBack } from "./put-back.ts";
import type { BumpRequest, FilePin } from "./request.ts";
import { untrustedSource } from "./source.ts";

/** Plans on the tip, pushes, plans again when another push wins. A pin that fails keeps no other from landing. */
export async function bumpFiles(
  git: Git,
  request: BumpRequest,
  context: Context,
  forgeEnv: NodeJS.ProcessEnv = context.env,
): Promise<Outcome> {
  // The history shows what a person reverted.
  await git.unshallow();
  // Here anybody's pipeline may give a commit of a branch; of another repository only what is on its branch is known.
  const untrusted =
    request.repository === undefined ? undefined : await untrustedSource(git, request, context.env);
  if (untrusted !== undefined) return refuseAll(request, untrusted);
  let planned: FilesPlan = { transitions: [], changes: [], results: [] };
  const plan: Planner = async (tip, refs) => {
    planned = await planOn({ git, tip, refs, now: context.clock.now() }, request, forgeEnv);
    context.report.plan(planned.transitions);
    if (planned.changes.length === 0) return undefined;
    const { source, repository } = request;
    const provenance = { source, repository, ...runOf(context.env) };
    return { changes: planned.changes, message: filesMessage(planned.transitions, provenance) };
  };
  if (context.dryRun) {
    const refs = await git.fetch(request.branch, ...STOP_REFS);
    await plan(await git.tree(refs.get(request.branch) ?? request.branch), refs);
    return toOutcome(planned, "", true);
  }
  const { commit } = await git.pushReplanned(request.branch, plan, { alsoFetch: STOP_REFS });
  return toOutcome(planned, commit ?? "", false);
}

async function planOn(
  place: Parameters<typeof findObstacles>[0],
  request: BumpRequest,
  env: NodeJS.ProcessEnv,
): Promise<FilesPlan> {
  const { git, tip } = place;
  const { pins } = request;
  const [files, obstacles] = await Promise.all([readFiles(tip, pins), findObstacles(place, request)]);
  const draft = planFiles(files, pins, obstacles);
  const changing = pins.filter((_, index) => draft.results[index]?.status === "done");
  const [putBack, missing, late] = await Promise.all([
    findPutBack({ git, tip, isOwn: ownCommitsOf(env) }, request, changing),
    findMissingImages(files, changing, env),
    findLate(place, request, changing),
  ]);
  if (putBack.size + missing.size + late.size === 0) return draft;
  return planFiles(files, pins, new Map([...obstacles, ...missing, ...putBack, ...late]));
}

function refuseAll({ pins }: BumpRequest, reason: string): Outcome {
  const results = pins.map((pin) => ({
    service: `${pin.file} ${targetOf(pin)}`,
    status: "refused" as const,
    reason,
  }));
  return { outputs: { commit: "", releases: "{}" }, results, failsWhenRefused: true };
}

async function readFiles(tip: Tree, pins: readonly FilePin[]): Promise<ReadFiles> {
  const files = [...new Set(pins.map(({ file }) => file))];
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(tip, file)] as const)));
}

async function readFile(tip: Tree, file: string): Promise<DecodedFile | UserError> {
  const [bytes, entry] = await Promise.all([tip.read(file), tip.entry(file)]);
  if (bytes === undefined) {
    return new MissingPin(file, undefined, "there is no such text file", "Give its path from the root.");
  }
  if (entry?.mode === SYMBOLIC_LINK) {
    const words = `a symbolic link to ${JSON.stringify(bytes.toString())}`;
    return new UnpinnableValue(file, undefined, words, "Name the file that it leads to.");
  }
  try {
    return decodeFile(bytes, file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function toOutcome({ results }: FilesPlan, commit: string, isDryRun: boolean): Outcome {
  const shown = results.map((each) =>
    isDryRun && each.status === "done"
      ? { ...each, status: "nothing" as const, reason: `would pin ${each.reason}` }
      : each,
  );
  return { outputs: { commit, releases: "{}" }, results: shown, failsWhenRefused: true };
}
