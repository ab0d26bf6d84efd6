/** A commit as messages name it: twelve digits, long enough to be unambiguous in large repositories. */
export function shortSha(commit: string): string {
  return commit.slice(0, 12);
}
