/**
 * Globs that people write into files of a pull request. The library takes time without bound for some: each `*` in a name
 * multiplies the ways to read it, braces multiply the patterns. Nobody needs those, so they are refused by name.
 */
import { braceExpand, Minimatch } from "minimatch";
import { UserError } from "../errors/user-error.ts";

const MOST_STARS = 3;
const MOST_GLOBSTARS = 4;
const MOST_BRACES = 4;
const MOST_CHOICES = 32;

export interface GlobOptions {
  /** `*` stands for names that begin with a dot too. */
  readonly dot?: boolean;
}

const REPEATED = /[+*]\(([^()*?[\]+@!]{0,200})\)/g;

/** Of one length and each once: then a text of them can be read in one way, and they cost what a `*` does. */
function isCode(choices: string): boolean {
  const all = choices.split("|");
  return (
    new Set(all).size === all.length && all.every(({ length }) => length > 0 && length === all[0]?.length)
  );
}

/** Why a pattern is not taken, in words; undefined for all that people write. */
export function costlyGlob(written: string): string | undefined {
  const pattern = written.replace(REPEATED, (all, choices: string) => (isCode(choices) ? "*x" : all));
  const count = (sign: RegExp, text = pattern) => text.match(sign)?.length ?? 0;
  if (count(/\{/g) > MOST_BRACES || count(/,/g) > MOST_CHOICES || /\{[^}]*\.\./.test(pattern)) {
    return `at most ${MOST_BRACES} braces with ${MOST_CHOICES} commas are expected, and no ranges`;
  }
  if (/[+*]\(/.test(pattern)) return "choices of one length are expected in +(…) and *(…)";
  for (const each of braceExpand(pattern)) {
    const names = each.split("/");
    if (names.filter((name) => name === "**").length > MOST_GLOBSTARS)
      return `at most ${MOST_GLOBSTARS} times ** is expected`;
    if (names.some((name) => name !== "**" && count(/\*+/g, name) > MOST_STARS))
      return `at most ${MOST_STARS} times * is expected in a name`;
  }
  return undefined;
}

/** For a schema: the words are those of {@link costlyGlob}. */
export function refuseCostly(pattern: string, context: { addIssue(words: string): void }): void {
  const cost = costlyGlob(pattern);
  if (cost !== undefined) context.addIssue(cost);
}

const known = new Map<string, Minimatch>();

/** Throws `UserError` for what {@link costlyGlob} refuses. */
export function matchesGlob(path: string, pattern: string, { dot = false }: GlobOptions = {}): boolean {
  const key = `${dot} ${pattern}`;
  const compiled = known.get(key) ?? compile(pattern, dot);
  known.set(key, compiled);
  return compiled.match(path);
}

function compile(pattern: string, dot: boolean): Minimatch {
  const cost = costlyGlob(pattern);
  if (cost === undefined) return new Minimatch(pattern, { dot });
  throw new UserError(
    `the glob ${JSON.stringify(pattern.slice(0, 200))}: ${cost}.\n  Write a simpler one; it stands in package.json, pnpm-workspace.yaml, slipway.yaml, a service.yaml, a Dockerfile or .dockerignore.`,
  );
}
