/**
 * Whether one tag is older than another. Tags are names that builds give: what their parts say for certain is compared,
 * and what carries no order (a commit, `git describe`, a build's number behind a version) says nothing.
 */

interface Read {
  readonly kind: "version" | "counter" | "date";
  /** What is before the numbers: `build-`, empty for `v`. */
  readonly prefix: string;
  readonly numbers: readonly bigint[];
  readonly stage: Stage | undefined;
  /** A date behind a version: `1.4.0-20240131`. */
  readonly date: bigint | undefined;
}

/** Before the release itself: `rc.2`, `beta1`. */
interface Stage {
  readonly word: string;
  readonly numbers: readonly bigint[];
}

const RANKS = ["alpha", "beta", "milestone", "preview", "rc"];
const SAME_WORD: Readonly<Record<string, string>> = {
  a: "alpha",
  b: "beta",
  m: "milestone",
  pre: "preview",
  c: "rc",
  cr: "rc",
};
const UNRANKED = ["dev", "snapshot", "nightly", "canary", "next", "insiders", "ea"];

const DATE =
  /^(?<year>20\d\d)([-._]?)(?<month>0[1-9]|1[0-2])\2(?<day>0[1-9]|[12]\d|3[01])(?<rest>(?!\d).*|(?:[01]\d|2[0-3])\d{2,4}(?!\d).*)?$/;
const NUMBERS =
  /^(?<numbers>\d+(?:\.\d+)*)(?<rest>(?:[-_+.].*|(?:a|b|c|rc|alpha|beta|pre|preview|dev)\d*(?:[-_+.].*)?)?)$/i;
const PREFIX = /^(?:v(?=\d)|(?<word>[A-Za-z][A-Za-z_/-]*?)[-._/]?(?:v(?=\d))?(?=\d))/;
/** A number behind these counts nothing: it is a commit's or names a piece of work. */
const NO_COUNTER =
  /^(?:sha|git|commit|rev|g|pr|mr|pull|issue|ticket|bug|bugfix|feat|feature|fix|hotfix|branch|[A-Z][A-Z_]+)$/;
/** As long as git cuts a commit's name, or a whole one: digits alone may be one. */
const LIKE_COMMITS = [7, 8, 40];

/** Only what both say in the same way is compared; anything else is not older. */
export function isOlderTag(next: string, old: string): boolean {
  const [to, from] = [readTag(next), readTag(old)];
  if (to === undefined || from === undefined) return false;
  if (to.kind !== from.kind || to.prefix !== from.prefix) return false;
  const numbers = compareNumbers(to.numbers, from.numbers);
  if (numbers !== 0 || to.numbers.length !== from.numbers.length) return numbers < 0;
  const stages = compareStages(to.stage, from.stage);
  if (stages !== 0) return stages < 0;
  return to.date !== undefined && from.date !== undefined && to.date < from.date;
}

function readTag(tag: string): Read | undefined {
  const found = PREFIX.exec(tag);
  const prefix = (found?.groups?.word ?? "").toLowerCase();
  const rest = tag.slice(found?.[0].length ?? 0);
  const date = readDate(rest);
  if (date !== undefined) return { kind: "date", prefix, numbers: date, stage: undefined, date: undefined };
  const { numbers, rest: suffix = "" } = NUMBERS.exec(rest)?.groups ?? {};
  if (numbers === undefined) return undefined;
  const parts = numbers.split(".").map(BigInt);
  if (parts.length === 1 && !isCounter(found?.groups?.word ?? "", numbers, suffix)) return undefined;
  const kind = parts.length === 1 ? "counter" : "version";
  return { kind, prefix, numbers: parts, stage: readStage(suffix), date: dateIn(suffix) };
}

function isCounter(word: string, digits: string, suffix: string): boolean {
  if (NO_COUNTER.test(word)) return false;
  return suffix === "" ? !LIKE_COMMITS.includes(digits.length) : word === "";
}

/** Year, month, day, and what follows as far as it is a time or a count: `20240131_2`, `20240131120000`. */
function readDate(text: string): readonly bigint[] | undefined {
  const { year, month, day, rest = "" } = DATE.exec(text)?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const more = /^(?:[-._T]?\d{1,6}(?![\da-z]))*/i.exec(rest)?.[0] ?? "";
  return [year, month, day, ...(more.match(/\d+/g) ?? [])].map(BigInt);
}

function readStage(suffix: string): Stage | undefined {
  const found = /^[-_.]?(?<word>[a-z]+)[-_.]?(?<numbers>\d+(?:\.\d+)*)?(?![\da-z])/i.exec(suffix)?.groups;
  const word = found?.word?.toLowerCase();
  if (word === undefined) return undefined;
  // `-a1b2c3d` is a commit; `1.0.0b2` is Python's beta.
  const isShort = word.length === 1;
  const full = isShort && /^[-_.]/.test(suffix) ? word : (SAME_WORD[word] ?? word);
  if (!RANKS.includes(full) && !UNRANKED.includes(full)) return undefined;
  return { word: full, numbers: found?.numbers?.split(".").map(BigInt) ?? [] };
}

function dateIn(suffix: string): bigint | undefined {
  const found =
    /(?:^|[-_.+])(20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)(?=$|[-_.+])/.exec(suffix);
  return found?.[1] === undefined ? undefined : BigInt(found[1].padEnd(14, "0"));
}

/** A version has all its stages before it. */
function compareStages(to: Stage | undefined, from: Stage | undefined): number {
  if (to === undefined || from === undefined) return Number(to === undefined) - Number(from === undefined);
  if (to.word === from.word) return compareNumbers(to.numbers, from.numbers);
  const [rank, other] = [RANKS.indexOf(to.word), RANKS.indexOf(from.word)];
  return rank < 0 || other < 0 ? 0 : rank - other;
}

/** As far as both go. */
function compareNumbers(to: readonly bigint[], from: readonly bigint[]): number {
  for (const [index, number] of to.entries()) {
    const other = from[index];
    if (other === undefined) return 0;
    if (number !== other) return number < other ? -1 : 1;
  }
  return 0;
}

/** As `isOlderTag` for a value that may be a whole image reference; references of different images have no order. */
export function isOlderValue(next: string, old: string): boolean {
  const [to, from] = [readReference(next), readReference(old)];
  return to.name === from.name && isOlderTag(to.tag, from.tag);
}

/** `registry:5000/bank/cart:1.4.2@sha256:…`; what has no name is a tag. */
function readReference(value: string): { readonly name: string; readonly tag: string } {
  const [plain = ""] = value.split("@");
  const colon = plain.lastIndexOf(":");
  if (colon < plain.lastIndexOf("/")) return { name: plain, tag: "" };
  return { name: plain.slice(0, Math.max(colon, 0)), tag: plain.slice(colon + 1) };
}
