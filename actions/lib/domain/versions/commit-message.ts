/**
 * A commit message as release-please 17.9 reads it (@conventional-commits/parser 0.4.1, `commit.js`), in one pass: how
 * long a message is, and how deep its footers go, must not cost its square.
 */

export interface ConventionalCommit {
  readonly type: string;
  readonly breaking: boolean;
  readonly subject: string;
  /** What a `Release-As` footer asks for. */
  readonly releaseAs: string | undefined;
}

const SPACE = "[\\ufeff\\t\\v\\f \\u00a0]";
const TYPE = `[^()\\ufeff\\t\\v\\f \\u00a0\\r\\n!:]+`;
const SCOPE = "\\((?<scope>[^()\\r\\n]+)\\)";
const MARKED = `(?:${SCOPE}(?:(?<long>BREAKING[ -]CHANGE)|(?<late>!))?|(?<mark>!))?`;
// U+2028 and U+2029 end a line for `.`, and for nobody who reads a message.
const LINE = "[^\\r\\n]*";
const SEPARATOR = "(?<separator>:| #)";
const HEADER = new RegExp(`^(?<type>${TYPE})${MARKED}${SEPARATOR}${SPACE}*(?<text>${LINE})`);
const FOOTER = new RegExp(
  `^(?:(?<breaking>BREAKING[ -]CHANGE)|(?!BREAKING[ -]CHANGE)(?<type>${TYPE})${MARKED})${SEPARATOR}${SPACE}*(?<text>${LINE})$`,
);
const IN_BODY = new RegExp(`^BREAKING[ -]CHANGE:${SPACE}*(?<text>${LINE})$`);
const ANYWHERE = /BREAKING-CHANGE:\s*\S/;
const CONTINUED = new RegExp(`^${SPACE}+`);

// Where a squash put several commits into one, each begins a paragraph.
const NEXT_COMMIT =
  /\r?\n\r?\n(?=(?:feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(?:\([^\n]*?\))?: )/;

/** All commits that a message stands for: its own, those of a squash, and footers that read like commits. */
export function parseMessage(message: string): readonly ConventionalCommit[] {
  return splitMessage(message).flatMap((part) => parseOne(part));
}

/** `BEGIN_NESTED_COMMIT … END_NESTED_COMMIT` holds one of its own. */
function splitMessage(message: string): readonly string[] {
  const [first = "", ...others] = message.split("BEGIN_NESTED_COMMIT");
  const nested = others.map((part) => part.split("END_NESTED_COMMIT"));
  const outside = first + nested.map(([, ...rest]) => rest.join("END_NESTED_COMMIT")).join("");
  return [...outside.split(NEXT_COMMIT), ...nested.map(([inside = ""]) => inside)];
}

/** Empty where it does not begin as a conventional commit does. */
function parseOne(message: string): readonly ConventionalCommit[] {
  const text = message.trim();
  const header = HEADER.exec(text);
  if (header?.groups === undefined) return [];
  const { type = "", long, late, mark = late ?? long, text: subject = "" } = header.groups;
  const { body, footers } = partsOf(text.slice(header[0].length));
  const inFooters = footers.map(parseFooter);
  const breaking =
    (mark !== undefined && subject !== "") ||
    breaksInBody(body) ||
    inFooters.some((footer) => footer.breaking);
  const releaseAs = inFooters.findLast((footer) => footer.releaseAs !== undefined)?.releaseAs;
  return [...inFooters.flatMap(({ commits }) => commits), { type, breaking, subject, releaseAs }];
}

/** The footers are the last lines of which all are footers, or continue with the footer before by their indent. */
function partsOf(rest: string): { readonly body: readonly string[]; readonly footers: readonly string[][] } {
  const lines = rest.split(/[\r\n]+/).filter((line) => line !== "");
  const kinds = lines.map((line) => (FOOTER.test(line) ? "footer" : CONTINUED.test(line) ? "more" : "text"));
  const start = kinds.indexOf("footer", kinds.lastIndexOf("text") + 1);
  if (start < 0) return { body: lines, footers: [] };
  const footers: string[][] = [];
  for (const [index, line] of lines.slice(start).entries()) {
    if (kinds[start + index] === "footer") footers.push([line]);
    else footers.at(-1)?.push(line.replace(CONTINUED, ""));
  }
  return { body: lines.slice(0, start), footers };
}

function breaksInBody(body: readonly string[]): boolean {
  const marked = body.findIndex((line) => IN_BODY.test(line));
  if (marked >= 0 && (IN_BODY.exec(body[marked] ?? "")?.groups?.text !== "" || marked < body.length - 1))
    return true;
  // The word with a dash counts wherever it is.
  return ANYWHERE.test(body.join("\n"));
}

interface Footer {
  readonly breaking: boolean;
  readonly releaseAs: string | undefined;
  readonly commits: readonly ConventionalCommit[];
}

function parseFooter([first = "", ...more]: readonly string[]): Footer {
  const {
    breaking,
    type = "",
    scope,
    separator = "",
    text = "",
    ...marks
  } = FOOTER.exec(first)?.groups ?? {};
  const mark = marks.mark ?? marks.late ?? marks.long ?? "";
  const last = more.at(-1) ?? text;
  if (breaking !== undefined) {
    return { breaking: [text, ...more].some((line) => line !== ""), releaseAs: undefined, commits: [] };
  }
  const head = `${type}${scope === undefined ? "" : `(${scope})`}${mark}`;
  const again = [`${head}${separator === ":" ? ": " : ""}${text}`, ...more].join("\n");
  return {
    breaking: mark.startsWith("BREAKING") && last !== "",
    releaseAs: type.toLowerCase() === "release-as" ? last : undefined,
    commits: parseOne(again),
  };
}
