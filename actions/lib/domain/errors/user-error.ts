/**
 * A fault that the reader of the message can fix. The text names the place, the problem and the value; the
 * remedy follows on the next line, indented by two spaces. Only the message is shown, never the stack.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** All findings in one input, reported together, so that nobody fixes one line only to get the next error. */
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
