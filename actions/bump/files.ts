/** Bump's second mode, for repositories without release folders: pins in files of theirs, all of them one commit. */
import { lt, valid } from "semver";
import { UserError } from "../lib/errors/user-error.ts";
import type { Change, Git, Tree } from "../lib/git/git.ts";
import {
  formatPath,
  MissingPin,
  type Pinned,
  pinHelmValues,
  pinKustomization,
  pinPath,
} from "../lib/pins/pins.ts";
import type { Context, Outcome, Result } from "../lib/report/report.ts";
import { filesMessage, provenanceOf } from "./message.ts";
import type { BumpRequest, FilePin } from "./request.ts";

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
    planned = planFiles(await readFiles(tip, request.pins), request.pins);
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

/** Pure. Pins of one file build on each other, so two images of it land together. */
export function planFiles(files: ReadonlyMap<string, string>, pins: readonly FilePin[]): FilesPlan {
  const contents = new Map(files);
  const transitions: string[] = [];
  const results = pins.map((pin): Result => {
    const text = contents.get(pin.file);
    try {
      const { content, old } = pinned(pin, text);
      const words = `${old} → ${newValue(pin)}`;
      if (content === text) return result(pin, "nothing", `${newValue(pin)} stands there already`);
      if (isOlder(pin, old)) {
        return result(
          pin,
          "refused",
          `${words} would go back.\n  Revert the commit that pinned ${old} instead.`,
        );
      }
      contents.set(pin.file, content);
      transitions.push(`${pin.file} ${target(pin)} ${words}${"digest" in pin ? ` ${pin.digest}` : ""}`);
      return result(pin, "done", words);
    } catch (error) {
      if (error instanceof UserError) return result(pin, "failed", error.message);
      throw error;
    }
  });
  const changes = [...contents]
    .filter(([path, content]) => files.get(path) !== content)
    .map(([path, content]) => ({ path, content }));
  return { transitions, changes, results };
}

function pinned(pin: FilePin, text: string | undefined): Pinned {
  const { file } = pin;
  if (text === undefined) {
    throw new MissingPin(file, undefined, "there is no such text file", "Give its path from the root.");
  }
  if ("image" in pin) return pinKustomization(text, file, pin.image, pin);
  if ("values" in pin) return pinHelmValues(text, file, pin.values, pin);
  return pinPath(text, file, pin.path, pin.value);
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
