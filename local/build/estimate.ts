/** How long builds take on this machine: the reference machine's seconds, corrected by what was seen here. */
export interface Estimated {
  /** On the reference machine. */
  readonly expectedSeconds: number;
  readonly seconds: number;
  readonly state: string;
}

/** An estimate that was passed is too low by at least a quarter of what was seen. */
const passedBy = 1.25;

export class Estimate {
  readonly #ratio: number;

  constructor(rows: readonly Estimated[]) {
    this.#ratio = ratioOf(rows);
  }

  /** Seconds one component takes here, from start to end; never less than it has taken. */
  whole({ expectedSeconds, seconds, state }: Estimated): number {
    if (state === "built" || state === "failed" || state === "interrupted") return seconds;
    const estimate = expectedSeconds * this.#ratio;
    return state === "building" && seconds >= estimate ? seconds * passedBy : estimate;
  }

  /** Seconds until all are built by so many lanes. */
  left(rows: readonly Estimated[], lanes: number): number {
    const each = rows.map((row) => Math.max(0, this.whole(row) - row.seconds));
    const sum = each.reduce((total, seconds) => total + seconds, 0);
    return Math.max(sum / lanes, ...each, 0);
  }
}

/** This machine's speed: of what is built, and of what takes longer than that already. */
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
