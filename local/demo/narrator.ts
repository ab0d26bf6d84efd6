import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import Table from "cli-table3";

export interface Measured {
  readonly act: number;
  readonly step: string;
  readonly seconds: number;
  /** Time limit of the step on the reference machine, in seconds; undefined if there is none. */
  readonly budget: number | undefined;
}

export class ActFailed extends Error {}

/** Prints the demo's text: titles, events and the duration of each step, and at the end a table of all steps. */
export class Narrator {
  readonly #out: NodeJS.WriteStream;
  readonly #pauses: boolean;
  readonly #measured: Measured[] = [];
  readonly #leftOut: string[] = [];
  #act = 0;

  constructor(out: NodeJS.WriteStream, pauses: boolean) {
    this.#out = out;
    this.#pauses = pauses;
  }

  get measured(): readonly Measured[] {
    return this.#measured;
  }

  async act(title: string): Promise<void> {
    this.#act += 1;
    if (this.#act > 1) await this.pause("Enter continues …");
    this.#line(`\n${styleText("bold", `${this.#act}  ${title}`, { stream: this.#out })}`);
  }

  /** Waits for Enter if the demo is interactive. */
  async pause(words: string): Promise<void> {
    if (!this.#pauses) return;
    const terminal = createInterface({ input: process.stdin, output: this.#out });
    // While it reads, Ctrl-C is a normal key.
    terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    await terminal.question(`\n   ${styleText("dim", words, { stream: this.#out })} `);
    terminal.close();
  }

  tell(text: string): void {
    this.#line(`   ${text}`);
  }

  /**
   * Runs one step, records its seconds and returns its result.
   * @throws ActFailed with the name of the step
   */
  async step<Value>(name: string, work: () => Promise<Value>, budget?: number): Promise<Value> {
    const started = Date.now();
    const ticking = this.#tick(name, started);
    try {
      const value = await work();
      this.note(name, (Date.now() - started) / 1000, budget);
      return value;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new ActFailed(`Act ${this.#act}, "${name}", failed.\n  ${message}`);
    } finally {
      clearInterval(ticking);
    }
  }

  /** Records a duration that was measured elsewhere. */
  note(step: string, seconds: number, budget?: number): void {
    this.#measured.push({ act: this.#act, step, seconds, budget });
    const late = budget !== undefined && seconds > budget;
    const mark = styleText(late ? "yellow" : "green", late ? "!" : "✓", { stream: this.#out });
    const limit = budget === undefined ? "" : `  (limit ${budget} s)`;
    this.#clear();
    this.#line(`   ${mark} ${step.padEnd(58)} ${seconds.toFixed(1).padStart(6)} s${limit}`);
  }

  /** Prints a part that is not shown here; the table repeats it. */
  leaveOut(what: string): void {
    this.#leftOut.push(what);
    this.tell(`left out: ${what}`);
  }

  /** Every step with its seconds and its limit, if any; then the parts that were left out. */
  table(): string {
    const table = new Table({
      head: ["act", "step", "seconds", "limit", ""],
      style: { head: [], border: [], compact: true },
      colAligns: ["right", "left", "right", "right", "left"],
    });
    for (const { act, step, seconds, budget } of this.#measured) {
      const verdict = budget === undefined ? "" : seconds <= budget ? "within" : "MISSED";
      table.push([act, step, seconds.toFixed(1), budget ?? "", verdict]);
    }
    for (const what of this.#leftOut) table.push(["", what, "left out", "", ""]);
    return table.toString();
  }

  /** Prints other text, such as the table. */
  show(text: string): void {
    this.#line(text);
  }

  #tick(name: string, started: number): NodeJS.Timeout | undefined {
    if (!this.#out.isTTY) return undefined;
    return setInterval(() => {
      this.#clear();
      this.#out.write(`   … ${name} ${Math.round((Date.now() - started) / 1000)} s`);
    }, 500);
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write("\r\u001b[2K");
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`);
  }
}
