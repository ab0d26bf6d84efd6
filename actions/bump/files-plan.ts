/** From pins and the files they are in to changed files, and a result for each pin. Pure. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { DecodedFile } from "@slipway/lib/domain/pins/encoding.ts";
import {
  applyEdits,
  type Edit,
  formatPath,
  helmValuesEdits,
  kustomizationEdits,
  openYaml,
  type PinEdits,
  pathEdits,
  type YamlFile,
} from "@slipway/lib/domain/pins/pins.ts";
import { isOlderValue } from "@slipway/lib/domain/versions/order.ts";
import type { Change } from "@slipway/lib/io/git/git.ts";
import type { Obstacle, Obstacles } from "./obstacles.ts";
import type { FilePin } from "./request.ts";

export interface FilesPlan {
  /** A line for each value that changes: `apps/a.yaml bank/a 1.0.0 → 1.1.0`. */
  readonly transitions: readonly string[];
  readonly changes: readonly Change[];
  /** In the order of the pins. */
  readonly results: readonly Result[];
}

/** A fault says why a file cannot be read. */
export type ReadFiles = ReadonlyMap<string, DecodedFile | UserError>;

/** All pins of a file are looked up in one reading of it and land together; a pin with an obstacle is refused. */
export function planFiles(files: ReadFiles, pins: readonly FilePin[], obstacles: Obstacles): FilesPlan {
  const byFile = Map.groupBy(pins, ({ file }) => file);
  const plans = [...byFile].map(([file, own]) => planFile(file, files.get(file), own, obstacles));
  const results = new Map(plans.flatMap((plan) => [...plan.results]));
  return {
    transitions: plans.flatMap(({ transitions }) => transitions),
    changes: plans.flatMap(({ change }) => change ?? []),
    results: pins.flatMap((pin) => results.get(pin) ?? []),
  };
}

/** Whether `yaml` has the pin's values already. Throws `UserError` when there is no such place in it. */
export function isPinned(yaml: YamlFile, pin: FilePin): boolean {
  return editsOf(yaml, pin).edits.length === 0;
}

interface FilePlan {
  readonly results: ReadonlyMap<FilePin, Result>;
  readonly transitions: readonly string[];
  readonly change?: Change;
}

function planFile(
  file: string,
  decoded: DecodedFile | UserError | undefined,
  pins: readonly FilePin[],
  obstacles: Obstacles,
): FilePlan {
  if (decoded === undefined) return { results: new Map(), transitions: [] };
  if (decoded instanceof UserError) return failed(pins, decoded);
  const { text, encode } = decoded;
  const results = new Map<FilePin, Result>();
  const edits: Edit[] = [];
  const transitions: string[] = [];
  try {
    const yaml = openYaml(text, file);
    for (const pin of pins) {
      const planned = planPin(yaml, pin, obstacles.get(pin));
      results.set(pin, planned.result);
      edits.push(...planned.edits);
      transitions.push(...planned.transitions);
    }
    const content = applyEdits(yaml, edits);
    return content === text
      ? { results, transitions }
      : { results, transitions, change: { path: file, content: encode(content) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // One pin of many spoils the file for all: each is tried by itself, so that the others land.
    return pins.length === 1 ? failed(pins, error) : oneByOne(file, decoded, pins, obstacles);
  }
}

function failed(pins: readonly FilePin[], { message }: UserError): FilePlan {
  const results = pins.map((pin) => [pin, result(pin, "failed", message)] as const);
  return { results: new Map(results), transitions: [] };
}

function oneByOne(
  file: string,
  decoded: DecodedFile,
  pins: readonly FilePin[],
  obstacles: Obstacles,
): FilePlan {
  const results = new Map<FilePin, Result>();
  const transitions: string[] = [];
  const asText: DecodedFile = { text: decoded.text, encode: (text) => Buffer.from(text) };
  let { text } = decoded;
  for (const pin of pins) {
    const plan = planFile(file, { ...asText, text }, [pin], obstacles);
    for (const [each, outcome] of plan.results) results.set(each, outcome);
    transitions.push(...plan.transitions);
    text = plan.change?.content?.toString() ?? text;
  }
  return text === decoded.text
    ? { results, transitions }
    : { results, transitions, change: { path: file, content: decoded.encode(text) } };
}

interface PlannedPin {
  readonly result: Result;
  readonly edits: readonly Edit[];
  readonly transitions: readonly string[];
}

function planPin(yaml: YamlFile, pin: FilePin, obstacle: Obstacle | undefined): PlannedPin {
  const none = { edits: [], transitions: [] };
  try {
    const { old, edits } = editsOf(yaml, pin);
    const words = `${old} → ${newValue(pin)}`;
    if (edits.length === 0) {
      return { ...none, result: result(pin, "nothing", `${newValue(pin)} is there already`) };
    }
    if (obstacle !== undefined) return { ...none, result: obstructed(pin, obstacle) };
    if (isOlderValue(newValue(pin), old)) {
      const reason = `${words} would go back.\n  Revert the commit that pinned ${old} instead.`;
      return { ...none, result: result(pin, "refused", reason) };
    }
    const digest = "digest" in pin ? ` ${pin.digest}` : "";
    return {
      edits,
      transitions: [`${pin.file} ${targetOf(pin)} ${words}${digest}`],
      result: result(pin, "done", words),
    };
  } catch (error) {
    if (error instanceof UserError) return { ...none, result: result(pin, "failed", error.message) };
    throw error;
  }
}

function obstructed(pin: FilePin, obstacle: Obstacle): Result {
  return typeof obstacle === "string"
    ? result(pin, "refused", obstacle)
    : result(pin, obstacle.status, obstacle.reason);
}

function editsOf(yaml: YamlFile, pin: FilePin): PinEdits {
  if ("image" in pin) return kustomizationEdits(yaml, pin.image, pin);
  if ("values" in pin) return helmValuesEdits(yaml, pin.values, pin);
  return pathEdits(yaml, pin.path, pin.value);
}

function newValue(pin: FilePin): string {
  return "tag" in pin ? pin.tag : pin.value;
}

/** Where in its file: the image, or the path of keys. */
export function targetOf(pin: FilePin): string {
  if ("image" in pin) return pin.image;
  return formatPath("values" in pin ? pin.values : pin.path);
}

function result(pin: FilePin, status: Result["status"], reason: string): Result {
  return { service: `${pin.file} ${targetOf(pin)}`, status, reason };
}
