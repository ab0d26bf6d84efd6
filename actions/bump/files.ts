/** Bump's second mode, for repositories without release folders: pins in files of theirs, all of them one commit. */
import { lt, valid } from "semver";
import { UserError } from "../lib/errors/user-error.ts";
import type { Change, Git, Tree } from "../lib/git/git.ts";
import { PairRefused } from "../lib/oci/image-pair.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import {
  applyEdits,
  type Edit,
  formatPath,
  helmValuesEdits,
  kustomizationEdits,
  MissingPin,
  openYaml,
  type PinEdits,
  pathEdits,
  type YamlFile,
} from "../lib/pins/pins.ts";
import type { Context, Outcome, Result } from "../lib/report/report.ts";
import { filesMessage, provenanceOf } from "./message.ts";
import { requirePinned } from "./pin-images.ts";
import type { BumpRequest, FilePin } from "./request.ts";

/** A registry is asked about so many images at once. */
const PARALLEL = 4;

export interface FilesPlan {
  /** A line for each value that changes: `apps/a.yaml shop/a 1.0.0 → 1.1.0`. */
  readonly transitions: readonly string[];
  readonly changes: readonly Change[];
  readonly results: readonly Result[];
}

/** Plans on the tip, pushes, plans again when another push wins. A pin that fails keeps no other from landing. */
export async function bumpFiles(git: Git, request: BumpRequest, context: Context): Promise<Outcome> {
  let planned: FilesPlan = { transitions: [], changes: [], results: [] };
  const plan = async (tip: Tree) => {
    const files = await readFiles(tip, request.pins);
    const faults = await missingImages(files, request.pins, context.env);
    planned = planFiles(files, request.pins, faults);
    context.report.plan(planned.transitions);
    if (planned.changes.length === 0) return undefined;
    const provenance = { source: request.source, ...provenanceOf(context.env) };
    return { changes: planned.changes, message: filesMessage(planned.transitions, provenance) };
  };
  if (context.dryRun) {
    const tip = (await git.fetch(request.branch)).get(request.branch);
    await plan(await git.tree(tip ?? request.branch));
    return toOutcome(planned, "", true);
  }
  const { commit } = await git.pushReplanned(request.branch, plan);
  return toOutcome(planned, commit ?? "", false);
}

async function readFiles(tip: Tree, pins: readonly FilePin[]): Promise<ReadonlyMap<string, string>> {
  const files = [...new Set(pins.map(({ file }) => file))];
  const contents = await Promise.all(files.map((file) => tip.read(file)));
  return new Map(
    files.flatMap((file, index) => {
      const bytes = contents[index];
      const text = bytes?.toString("utf8");
      // What is no UTF-8 would not come back as the same bytes.
      return text !== undefined && bytes?.equals(Buffer.from(text)) ? [[file, text]] : [];
    }),
  );
}

/** What the registry does not have, each with what it says; a registry that does not answer has nothing. */
async function missingImages(
  files: ReadonlyMap<string, string>,
  pins: readonly FilePin[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<FilePin, Result>> {
  const found = await inParallel(pins, PARALLEL, async (pin) => {
    try {
      await requirePinned(pin, files.get(pin.file), env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const status = error instanceof PairRefused ? "refused" : "failed";
      return [[pin, result(pin, status, error.message)] as const];
    }
  });
  return new Map(found.flat());
}

/** Pure. All pins of a file are looked up in one reading of it and land together; those with a fault stay out. */
export function planFiles(
  files: ReadonlyMap<string, string>,
  pins: readonly FilePin[],
  faults: ReadonlyMap<FilePin, Result> = new Map(),
): FilesPlan {
  const byFile = new Map<string, FilePin[]>();
  for (const pin of pins.filter((each) => !faults.has(each)))
    byFile.set(pin.file, [...(byFile.get(pin.file) ?? []), pin]);
  const plans = [...byFile].map(([file, own]) => planFile(file, files.get(file), own));
  const results = new Map([...faults, ...plans.flatMap((plan) => [...plan.results])]);
  return {
    transitions: plans.flatMap(({ transitions }) => transitions),
    changes: plans.flatMap(({ change }) => change ?? []),
    results: pins.flatMap((pin) => results.get(pin) ?? []),
  };
}

interface FilePlan {
  readonly results: ReadonlyMap<FilePin, Result>;
  readonly transitions: readonly string[];
  readonly change?: Change;
}

function planFile(file: string, text: string | undefined, pins: readonly FilePin[]): FilePlan {
  const results = new Map<FilePin, Result>();
  const edits: Edit[] = [];
  const transitions: string[] = [];
  try {
    const yaml = openFile(file, text);
    for (const pin of pins) {
      const planned = planPin(yaml, pin);
      results.set(pin, planned.result);
      edits.push(...planned.edits);
      transitions.push(...planned.transitions);
    }
    const content = applyEdits(yaml, edits);
    return content === text
      ? { results, transitions }
      : { results, transitions, change: { path: file, content } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const failed = pins.map((pin) => [pin, result(pin, "failed", error.message)] as const);
    // One pin of many spoils the file for all: each is tried by itself, so that the others land.
    return pins.length === 1 || text === undefined
      ? { results: new Map(failed), transitions: [] }
      : oneByOne(file, text, pins);
  }
}

function oneByOne(file: string, text: string, pins: readonly FilePin[]): FilePlan {
  const results = new Map<FilePin, Result>();
  const transitions: string[] = [];
  let content = text;
  for (const pin of pins) {
    const plan = planFile(file, content, [pin]);
    for (const [each, outcome] of plan.results) results.set(each, outcome);
    transitions.push(...plan.transitions);
    content = plan.change?.content?.toString() ?? content;
  }
  return content === text
    ? { results, transitions }
    : { results, transitions, change: { path: file, content } };
}

function openFile(file: string, text: string | undefined): YamlFile {
  if (text !== undefined) return openYaml(text, file);
  throw new MissingPin(file, undefined, "there is no such text file", "Give its path from the root.");
}

interface PlannedPin {
  readonly result: Result;
  readonly edits: readonly Edit[];
  readonly transitions: readonly string[];
}

function planPin(yaml: YamlFile, pin: FilePin): PlannedPin {
  const none = { edits: [], transitions: [] };
  try {
    const { old, edits } = editsOf(yaml, pin);
    const words = `${old} → ${newValue(pin)}`;
    if (edits.length === 0) {
      return { ...none, result: result(pin, "nothing", `${newValue(pin)} stands there already`) };
    }
    if (isOlder(pin, old)) {
      const reason = `${words} would go back.\n  Revert the commit that pinned ${old} instead.`;
      return { ...none, result: result(pin, "refused", reason) };
    }
    const digest = "digest" in pin ? ` ${pin.digest}` : "";
    return {
      edits,
      transitions: [`${pin.file} ${target(pin)} ${words}${digest}`],
      result: result(pin, "done", words),
    };
  } catch (error) {
    if (error instanceof UserError) return { ...none, result: result(pin, "failed", error.message) };
    throw error;
  }
}

function editsOf(yaml: YamlFile, pin: FilePin): PinEdits {
  if ("image" in pin) return kustomizationEdits(yaml, pin.image, pin);
  if ("values" in pin) return helmValuesEdits(yaml, pin.values, pin);
  return pathEdits(yaml, pin.path, pin.value);
}

/** Only versions have an order; a late run must not take one back. */
function isOlder(pin: FilePin, old: string): boolean {
  const next = newValue(pin);
  return valid(old) !== null && valid(next) !== null && lt(next, old);
}

function newValue(pin: FilePin): string {
  return "tag" in pin ? pin.tag : pin.value;
}

function target(pin: FilePin): string {
  if ("image" in pin) return pin.image;
  return formatPath("values" in pin ? pin.values : pin.path);
}

function result(pin: FilePin, status: Result["status"], reason: string): Result {
  return { service: `${pin.file} ${target(pin)}`, status, reason };
}

function toOutcome({ results }: FilesPlan, commit: string, isDryRun: boolean): Outcome {
  const shown = results.map((each) =>
    isDryRun && each.status === "done"
      ? { ...each, status: "nothing" as const, reason: `would pin ${each.reason}` }
      : each,
  );
  return { outputs: { commit, releases: "{}" }, results: shown };
}
