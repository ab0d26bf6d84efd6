import { parseAllDocuments } from "yaml";

/** Content of the repository's files by path, as they stand in one tree. */
export type Files = ReadonlyMap<string, string>;

/** Returns all findings: `file:line: what, value.\n  remedy`. Never throws for bad content. */
export type Rule = (files: Files) => readonly string[];

export function finding(where: string, what: string, remedy: string): string {
  return `${where}: ${what}.\n  ${remedy}`;
}

/** Paths that match, with the captured groups. */
export function matching(
  files: Files,
  path: RegExp,
): readonly { path: string; captured: readonly string[] }[] {
  return [...files.keys()].sort().flatMap((file) => {
    const match = path.exec(file);
    return match === null ? [] : [{ path: file, captured: match.slice(1) }];
  });
}

/** The YAML documents of a text as plain values; broken ones are reported by the rule about YAML. */
export function documents(text: string): readonly Record<string, unknown>[] {
  return parseAllDocuments(text, { uniqueKeys: false })
    .filter((document) => document.errors.length === 0)
    .map((document) => document.toJS() as unknown)
    .filter(isRecord);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
