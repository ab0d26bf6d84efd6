/**
 * A fault the reader of the message can fix. The text says where, what and the value; the remedy follows on a line
 * of its own, indented by two spaces. Only the message is shown to people, never the stack.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** Everything wrong with one input, reported at once: nobody should fix one line only to see the next error. */
export class Findings extends UserError {
  override readonly name: string = "Findings";
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(findings.join("\n"));
    this.findings = findings;
  }

  /** Throws when there is at least one finding. */
  static throwIfAny(findings: readonly string[]): void {
    if (findings.length > 0) throw new Findings(findings);
  }
}
