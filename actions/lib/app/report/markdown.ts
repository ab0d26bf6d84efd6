/**
 * Escapes foreign text (commit subjects, error output, manifests) for Markdown. Invisible characters are
 * written out, because a page lets them change the direction of a line like a terminal does.
 */
import { printable } from "../../domain/text/untrusted.ts";

export function escapeHtml(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * One line of Markdown that can neither format, link, mention nor close what is around it. GitHub makes links of bare addresses
 * and formulas of what is between dollars.
 */
export function escapeMarkdown(text: string): string {
  return escapeHtml(text.replace(/\s+/g, " ").trim())
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replaceAll("$", "&#36;")
    .replace(/@|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, "$&\u200b");
}

/** A fence longer than any run of backticks inside. */
export function codeBlock(text: string, language = ""): string {
  const seen = printable(text).replace(/\n$/, "");
  const longest = Math.max(0, ...[...seen.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${seen}\n${fence}`;
}

/** Cells are Markdown: escape text that others wrote. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}
