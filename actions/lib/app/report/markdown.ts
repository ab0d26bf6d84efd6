/** Escaping of text that others wrote (commit subjects, error output) for where it is shown. */

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** One line of Markdown that can neither format, link, mention nor close what stands around it. */
export function escapeMarkdown(text: string): string {
  return escapeHtml(text.replace(/\s+/g, " ").trim())
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replaceAll("@", "@\u200b");
}

/** A fence longer than any run of backticks inside. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}
