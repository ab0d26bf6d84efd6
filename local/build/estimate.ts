/**
 * Estimates how long builds take on this machine: the reference machine's seconds, corrected by measurements
 * on this machine.
 */
export interface Estimated {
  /** On the reference machine. */
  readonly expectedSeconds: number;
  readonly seconds: number;
  readonly state: string;
}

/** If a build takes longer than its estimate, the estimate becomes a quarter more than the measured time. */
const passedBy = 1.25;

export class Estimate {
  readonly #ratio: number;

  constructor(rows: readonly Estimated[]) {
    this.#ratio = ratioOf(rows);
  }

  /** Estimated seconds of one component on this machine; at least the time it has already taken. */
  whole({ expectedSeconds, seconds, state }: Estimated): number {
    if (state === "built" || state === "failed" || state === "interrupted") return seconds;
    const estimate = expectedSeconds * this.#ratio;
    return state === "building" && seconds >= estimate ? seconds * passedBy : estimate;
  }

  /** Seconds until all are built with this many builds at a time. */
  left(rows: readonly Estimated[], lanes: number): number {
    const each = rows.map((row) => Math.max(0, this.whole(row) - row.seconds));
    const sum = each.reduce((total, seconds) => total + seconds, 0);
    return Math.max(sum / lanes, ...each, 0);
  }
}

/** This machine's speed, from finished builds and from builds that already exceed their estimate. */
function ratioOf(rows: readonly Estimated[]): number {
  const built = rows.filter(({ state }) => state === "built");
  const known = sum(built, "expectedSeconds");
  const ratio = known > 0 ? sum(built, "seconds") / known : 1;
  const passed = rows.filter(
    ({ state, seconds, expectedSeconds }) => state === "building" && seconds > expectedSeconds * ratio,
  );
  if (passed.length === 0) return ratio;
  const all = [...built, ...passed];
  return sum(all, "seconds") / sum(all, "expectedSeconds");
}

const sum = (rows: readonly Estimated[], key: "seconds" | "expectedSeconds"): number =>
  rows.reduce((total, row) => total + row[key], 0);
