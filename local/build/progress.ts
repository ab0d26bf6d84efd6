import { styleText } from "node:util";
import { Estimate } from "./estimate.ts";

export type BuildState = "waiting" | "downloading" | "building" | "built" | "failed" | "interrupted";

interface Row {
  readonly name: string;
  readonly expectedSeconds: number;
  state: BuildState;
  startedAt: number;
  seconds: number;
}

const mark: Record<BuildState, string> = {
  waiting: "·",
  downloading: "↓",
  building: "▸",
  built: "✓",
  failed: "✗",
  interrupted: "–",
};
const colour = {
  waiting: "dim",
  downloading: "cyan",
  building: "cyan",
  built: "green",
  failed: "red",
  interrupted: "yellow",
} as const;

export interface ProgressOptions {
  /** Number of components that are built at a time. */
  readonly lanes?: number;
  readonly now?: () => number;
}

/**
 * One line for each component and one for the total. A terminal is redrawn. A log gets a line at each change
 * of state, and one total every minute, so that it shows that the work continues.
 */
export class BuildProgress {
  readonly #rows = new Map<string, Row>();
  readonly #out: NodeJS.WriteStream;
  readonly #timer: NodeJS.Timeout;
  readonly #now: () => number;
  readonly #lanes: number;
  readonly #startedAt: number;
  #drawn = 0;

  constructor(
    components: readonly { name: string; expectedSeconds: number }[],
    out: NodeJS.WriteStream,
    { lanes = 1, now = Date.now }: ProgressOptions = {},
  ) {
    for (const component of components) {
      this.#rows.set(component.name, { ...component, state: "waiting", startedAt: 0, seconds: 0 });
    }
    this.#out = out;
    this.#now = now;
    this.#lanes = lanes;
    this.#startedAt = now();
    this.#timer = setInterval(() => this.#tick(), out.isTTY ? 1000 : 60_000);
  }

  set(name: string, state: BuildState): void {
    const row = this.#rows.get(name);
    if (!row) return;
    if (state === "building") row.startedAt = this.#now();
    if (row.startedAt > 0) row.seconds = (this.#now() - row.startedAt) / 1000;
    row.state = state;
    if (this.#out.isTTY) this.#redraw();
    else if (state !== "downloading") this.#out.write(`${this.#line(row)}\n`);
  }

  /** Prints above the table, for example the end of a log. */
  print(text: string): void {
    if (this.#out.isTTY) this.#erase();
    this.#out.write(`${text}\n`);
    if (this.#out.isTTY) this.#redraw();
  }

  /** The total in one line: elapsed time, remaining time, and the components that are being built. */
  summary(): string {
    this.#measure();
    const rows = [...this.#rows.values()];
    const running = rows.filter(({ state }) => state === "building" || state === "downloading");
    const elapsed = `${span((this.#now() - this.#startedAt) / 1000)} so far`;
    if (rows.every(({ state }) => state === "built")) return `  all built, ${elapsed}`;
    const left = this.#estimate().left(rows, this.#lanes);
    const built = rows.filter(({ state }) => state === "built").length;
    const now = running.map(({ name }) => name).join(", ") || "nothing";
    return `  ${built} of ${rows.length} built, ${elapsed}, about ${span(left)} left; now: ${now}`;
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#out.isTTY) this.#redraw();
    else this.#out.write(`${this.summary()}\n`);
  }

  #tick(): void {
    if (this.#out.isTTY) this.#redraw();
    else this.#out.write(`${this.summary()}\n`);
  }

  #measure(): void {
    for (const row of this.#rows.values())
      if (row.state === "building") row.seconds = (this.#now() - row.startedAt) / 1000;
  }

  #estimate(): Estimate {
    return new Estimate([...this.#rows.values()]);
  }

  #line(row: Row): string {
    return styleText(
      colour[row.state],
      `  ${mark[row.state]} ${row.name.padEnd(14)} ${row.state.padEnd(12)} ${this.#time(row)}`,
      { stream: this.#out },
    );
  }

  #time(row: Row): string {
    const took = `${Math.round(row.seconds)} s`;
    if (row.state === "built") return took;
    const whole = Math.round(this.#estimate().whole(row));
    return row.state === "building" ? `${took} of about ${whole} s` : `about ${whole} s`;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#out.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #redraw(): void {
    this.#erase();
    const summary = this.summary();
    const lines = [...[...this.#rows.values()].map((row) => this.#line(row)), summary];
    this.#out.write(`${lines.join("\n")}\n`);
    this.#drawn = lines.length;
  }
}

const span = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
