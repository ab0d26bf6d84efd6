/** A commit as messages name it: twelve digits, which are unambiguous in every repository that Slipway has seen. */
export function shortSha(commit: string): string {
  return commit.slice(0, 12);
}
