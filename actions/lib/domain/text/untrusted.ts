/**
 * Text that others wrote (commit subjects, branch names, a tool's errors, manifests), made safe for where it is shown.
 * One function a sink: a log of GitHub Actions, a terminal, JSON. HTML and Markdown have theirs in `markdown.ts`.
 */

/** What moves a cursor, starts a terminal's command or turns the direction of text, so that a line reads as another. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with invisible characters written out as `\u001b`; tabs and line feeds stay. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (sign) =>
    sign === "\t" || sign === "\n" ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Lines that the runner of a workflow only prints. It takes a line for a command when it starts with `::` after spaces,
 * and where it holds `##[`, wherever that stands (actions/runner `ActionCommand.cs`); it also ends lines at a carriage
 * return, which {@link printable} writes out.
 */
export function logLines(text: string, prefix = ""): readonly string[] {
  return printable(text)
    .split("\n")
    .map((line) => `${prefix}${line.replaceAll("##[", "# #[")}`.replace(/^(\s*):(?=:)/, "$1: "));
}

/** JSON that a terminal only shows: JSON itself leaves C1 controls as they are, which some take for an escape sequence. */
export function jsonForTerminal(value: unknown): string {
  // Surrogate pairs of an astral character are two escapes in JSON.
  return JSON.stringify(value, null, 2).replace(UNSEEN, (sign) =>
    sign === "\n"
      ? sign
      : sign.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
