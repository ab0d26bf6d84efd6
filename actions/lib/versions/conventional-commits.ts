/** What a commit message promises about compatibility (conventionalcommits.org 1.0.0). */
export type ChangeKind = "breaking" | "feature" | "other";

const HEADER = /^(?<type>[a-zA-Z]+)(?:\([^()\n]*\))?(?<breaking>!)?: \S/;
const FOOTER = /^BREAKING[ -]CHANGE: \S/m;

export function changeKind(message: string): ChangeKind {
  const header = HEADER.exec(message)?.groups;
  if (header?.breaking !== undefined || FOOTER.test(message)) return "breaking";
  return header?.type?.toLowerCase() === "feat" ? "feature" : "other";
}

/** The most that any of the messages asks for; no message at all asks for the least. */
export function largestChange(messages: readonly string[]): ChangeKind {
  const kinds = new Set(messages.map(changeKind));
  if (kinds.has("breaking")) return "breaking";
  return kinds.has("feature") ? "feature" : "other";
}

/** What a commit's first line says was done, without its type: `fix(product)!: less` is `less`. */
export function describeChange(message: string): string {
  const subject = message.split("\n", 1)[0] ?? "";
  const words = subject.replace(/^[a-zA-Z]+(\([^()]*\))?!?: +/, "").trim();
  return words === "" ? subject.trim() : words;
}
