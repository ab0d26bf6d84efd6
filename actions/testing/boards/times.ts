/** Fixed times and commits, so that every board is the same each time. */
export const AT = Date.parse("2026-03-12T14:20:00Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Time this long before the board was made. */
export const ago = (milliseconds: number) => new Date(AT - milliseconds).toISOString();
export const sha = (seed: string, length = 40) =>
  Buffer.from(seed).toString("hex").repeat(20).slice(0, length);
