import { styleText } from "node:util";

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

/**
 * One line a component with elapsed and expected time: redrawn on a terminal; elsewhere a line at each change of
 * state, and one a minute so that a log shows the work goes on.
 */
export class BuildProgress {
  readonly #rows = new Map<string, Row>();
  readonly #out: NodeJS.WriteStream;
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;

  constructor(components: readonly { name: string; expectedSeconds: number }[], out: NodeJS.WriteStream) {
    for (const component of components) {
      this.#rows.set(component.name, { ...component, state: "waiting", startedAt: 0, seconds: 0 });
    }
    this.#out = out;
    this.#timer = setInterval(() => this.#tick(), out.isTTY ? 1000 : 60_000);
  }

  set(name: string, state: BuildState): void {
    const row = this.#rows.get(name);
    if (!row) return;
    if (state === "building") row.startedAt = Date.now();
    if (row.startedAt > 0) row.seconds = (Date.now() - row.startedAt) / 1000;
    row.state = state;
    if (this.#out.isTTY) this.#redraw();
    else if (state !== "downloading") this.#out.write(`${this.#line(row)}\n`);
  }

  /** Prints above the table, e.g. the end of a log. */
  print(text: string): void {
    if (this.#out.isTTY) this.#erase();
    this.#out.write(`${text}\n`);
    if (this.#out.isTTY) this.#redraw();
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#out.isTTY) this.#redraw();
  }

  #tick(): void {
    for (const row of this.#building()) row.seconds = (Date.now() - row.startedAt) / 1000;
    if (this.#out.isTTY) this.#redraw();
    else for (const row of this.#building()) this.#out.write(`${this.#line(row)}\n`);
  }

  #building(): readonly Row[] {
    return [...this.#rows.values()].filter((row) => row.state === "building");
  }

  #line(row: Row): string {
    const time =
      row.state === "waiting"
        ? `about ${row.expectedSeconds} s`
        : `${Math.round(row.seconds)} s of about ${row.expectedSeconds} s`;
    const done = row.state === "built" ? `${Math.round(row.seconds)} s` : time;
    return styleText(
      colour[row.state],
      `  ${mark[row.state]} ${row.name.padEnd(14)} ${row.state.padEnd(12)} ${done}`,
      {
        stream: this.#out,
      },
    );
  }

  #erase(): void {
    if (this.#drawn > 0) this.#out.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #redraw(): void {
    this.#erase();
    const rows = [...this.#rows.values()];
    const left = rows.reduce((sum, row) => sum + this.#remaining(row), 0);
    const summary = left > 0 ? `  about ${Math.ceil(left / 60)} min left` : "  all built";
    const lines = [...rows.map((row) => this.#line(row)), summary];
    this.#out.write(`${lines.join("\n")}\n`);
    this.#drawn = lines.length;
  }

  #remaining(row: Row): number {
    if (row.state === "built" || row.state === "failed") return 0;
    return Math.max(row.expectedSeconds - row.seconds, row.state === "building" ? 5 : 0);
  }
}
