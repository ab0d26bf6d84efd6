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
  const { hunks } = structuredPatch("", "", old, renewed, undefined, undefined, { context: CONTEXT });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith("\\")).map(visible),
    ])
    .join("\n");
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
