/** The output of an experiment: events with figures, and at the end which of its claims hold. */
export class Story {
  readonly #out: (text: string) => void;
  readonly #broken: string[] = [];
  #claims = 0;

  constructor(out: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#out = out;
  }

  title(text: string): void {
    this.#out(`\n${text}\n${"─".repeat(Math.min(text.length, 100))}\n`);
  }

  say(text: string): void {
    this.#out(`${text}\n`);
  }

  lines(lines: readonly string[]): void {
    for (const line of lines) this.#out(`    ${line}\n`);
  }

  /** One row for each record; columns as wide as their widest cell, numbers aligned to the right. */
  table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    const text = [header, ...rows].map((row) => row.map(String));
    const widths = header.map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)));
    for (const [number, row] of text.entries()) {
      const cells = row.map((cell, column) => {
        const isNumber = typeof rows[Math.max(0, number - 1)]?.[column] === "number";
        const width = widths[column] ?? 0;
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      });
      this.#out(`    ${cells.join("  ").trimEnd()}\n`);
    }
  }

  /** A claim that must hold; `why` describes what was observed. */
  claim(what: string, holds: boolean, why: string): void {
    this.#claims += 1;
    if (!holds) this.#broken.push(what);
    this.#out(`  ${holds ? "holds  " : "FAILED "} ${what}: ${why}\n`);
  }

  /** True when there is a claim and every claim holds. */
  end(): boolean {
    const { length } = this.#broken;
    const hold = this.#claims - length;
    this.#out(
      length === 0
        ? `\nAll ${hold} claims hold.\n`
        : `\n${length} of ${this.#claims} claims do not hold:\n${this.#broken.map((one) => `  ${one}\n`).join("")}`,
    );
    return length === 0 && this.#claims > 0;
  }
}
