/** What commit messages promise about compatibility, read as release-please 17.9 reads them; next-version/README.md lists where not. */
import { type ConventionalCommit, parseMessage } from "./commit-message.ts";

export type ChangeKind = "breaking" | "feature" | "other";

/** The most that any of the commits in the message asks for. */
export function changeKind(message: string): ChangeKind {
  return largest(parseMessage(message).map(kindOf));
}

/** The most that any of the messages asks for; no message at all asks for the least. */
export function largestChange(messages: readonly string[]): ChangeKind {
  return largest(messages.map(changeKind));
}

export function isConventional(message: string): boolean {
  return parseMessage(message).length > 0;
}

export function isFix(message: string): boolean {
  return parseMessage(message).some(({ type }) => type.toLowerCase() === "fix");
}

/** The version that a footer `Release-As` asks for, as it is written there. */
export function releaseAsOf(message: string): string | undefined {
  return parseMessage(message).find(({ releaseAs }) => releaseAs !== undefined)?.releaseAs;
}

/** What a commit's first line says was done, without its type: `fix(product)!: less` is `less`. */
export function describeChange(message: string): string {
  const subject = message.split(/\r?\n/, 1)[0] ?? "";
  const words = parseMessage(subject).at(-1)?.subject.trim() ?? "";
  return words === "" ? subject.trim() : words;
}

function kindOf({ type, breaking }: ConventionalCommit): ChangeKind {
  if (breaking) return "breaking";
  return /^feat(ure)?$/i.test(type) ? "feature" : "other";
}

function largest(kinds: readonly ChangeKind[]): ChangeKind {
  if (kinds.includes("breaking")) return "breaking";
  return kinds.includes("feature") ? "feature" : "other";
}
