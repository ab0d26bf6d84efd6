/** What two rendered streams differ in, resource by resource, without secrets. In this process: no tool is started. */
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import { printable } from "../text/untrusted.ts";
import { redacted } from "./redact.ts";
import { documents, type Fields, type Resource, title, toResource } from "./resources.ts";

export interface ResourceChange {
  /** `Rollout bank-staging/product`. */
  readonly resource: string;
  readonly kind: string;
  /** Not for printing: these hold what `diff` hides. */
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
  /** Unified, without file headers. */
  readonly diff: string;
}

const CONTEXT = 3;
/** The time of the shortest difference grows with the square of its lines; longer ones are shown as one change. */
const MOST_EDITS = 2000;
/** A file of settings in one line, or a line of a certificate list: nobody reads more of it. */
const LONGEST_LINE = 2000;

/** Sorted by name. Documents that are byte for byte on both sides are not even parsed. */
export function compareManifests(before: string, after: string): readonly ResourceChange[] {
  if (before === after) return [];
  const [old, renewed] = [documents(before), documents(after)];
  const [inOld, inRenewed] = [new Set(old), new Set(renewed)];
  const gone = byTitle(old.filter((text) => !inRenewed.has(text)));
  const come = byTitle(renewed.filter((text) => !inOld.has(text)));
  return paired(gone, come).flatMap(([one, other]) => {
    const diff = unified(one?.value, other?.value);
    const subject = other ?? one;
    if (subject === undefined || diff === "") return [];
    const resource = one === undefined || other === undefined ? title(subject) : titleOfPair(one, other);
    return [{ resource, kind: subject.kind, before: one?.value, after: other?.value, diff }];
  });
}

function byTitle(texts: readonly string[]): Map<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of texts.map(toResource)) {
    const name = title(resource);
    // Two of one name: Kubernetes would keep one of them, a reader must see both.
    found.set(found.has(name) ? `${name} (another of this name, ${found.size})` : name, resource);
  }
  return found;
}

type Pair = readonly [Resource | undefined, Resource | undefined];

function paired(gone: Map<string, Resource>, come: Map<string, Resource>): readonly Pair[] {
  const left = new Map(come);
  const pairs: (readonly [string, Pair])[] = [];
  const lonely: [string, Resource][] = [];
  for (const [name, one] of gone) {
    const other = left.get(name);
    if (other === undefined) lonely.push([name, one]);
    else pairs.push([name, [one, other]]);
    left.delete(name);
  }
  for (const [name, one] of lonely) {
    const renamed = [...left].find(([, other]) => isSameButHash(one, other));
    if (renamed !== undefined) left.delete(renamed[0]);
    pairs.push([name, [one, renamed?.[1]]]);
  }
  for (const [name, other] of left) pairs.push([name, [undefined, other]]);
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, pair]) => pair);
}

/** Settings are named by a hash of what they hold, so that pods of the old release keep theirs: one object to a reader. */
function isSameButHash(one: Resource, other: Resource): boolean {
  if (one.kind !== "ConfigMap" && one.kind !== "Secret") return false;
  const stem = ({ name }: Resource) => /^(.+)-[0-9a-z]{10}$/.exec(name)?.[1];
  const [stemOfOne, isPlace] = [stem(one), one.kind === other.kind && one.namespace === other.namespace];
  return isPlace && stemOfOne !== undefined && stemOfOne === stem(other);
}

function titleOfPair(one: Resource, other: Resource): string {
  return one.name === other.name ? title(other) : `${title(one)} → ${other.name}`;
}

function unified(before: Fields | undefined, after: Fields | undefined): string {
  const [old, renewed] = [textOf(before, undefined), textOf(after, before)];
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const patch = structuredPatch("", "", old, renewed, undefined, undefined, options);
  return (patch?.hunks ?? [asOne(lines(old), lines(renewed))])
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith("\\")).map(visible),
    ])
    .join("\n");
}

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** All from the first line that differs to the last. */
function asOne(old: readonly string[], renewed: readonly string[]) {
  const most = Math.min(old.length, renewed.length);
  let same = 0;
  while (same < most && old[same] === renewed[same]) same += 1;
  let end = 0;
  while (end < most - same && old.at(-1 - end) === renewed.at(-1 - end)) end += 1;
  const from = Math.max(0, same - CONTEXT);
  const below = Math.min(end, CONTEXT);
  const [gone, come] = [old, renewed].map((all) => all.slice(same, all.length - end)) as [string[], string[]];
  const around = same - from + below;
  const [oldLines, newLines] = [gone.length + around, come.length + around];
  return {
    oldStart: oldLines === 0 ? 0 : from + 1,
    oldLines,
    newStart: newLines === 0 ? 0 : from + 1,
    newLines,
    lines: [
      ...old.slice(from, same).map((line) => ` ${line}`),
      ...gone.map((line) => `-${line}`),
      ...come.map((line) => `+${line}`),
      ...old.slice(old.length - end, old.length - end + below).map((line) => ` ${line}`),
    ],
  };
}

function textOf(value: Fields | undefined, before: Fields | undefined): string {
  return value === undefined
    ? ""
    : stringify(redacted(value, before), { lineWidth: 0, aliasDuplicateObjects: false });
}

function visible(line: string): string {
  const plain = printable(line);
  const rest = plain.length - LONGEST_LINE;
  return rest > 0 ? `${plain.slice(0, LONGEST_LINE)}… (${rest} characters more)` : plain;
}
