/** The last second that has a date of four digits for its year. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Git takes years of which no date can be made; a commit of such a time must not end the run of everybody who reads it. It
 * stays in the future, where nothing that waits for a time believes it.
 */
export function commitDate(seconds: string | undefined): Date {
  const time = Number(seconds) * 1000;
  return new Date(Number.isNaN(time) ? 0 : Math.min(time, LATEST));
}
