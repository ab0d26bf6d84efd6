import { UserError } from "../../domain/errors/user-error.ts";

/** What runs for a service in an environment cannot be built, or may not run; nothing may be pushed. */
export class TargetBroken extends UserError {
  override readonly name = "TargetBroken";
  readonly file: string;

  constructor(file: string, line: number | undefined, words: string, remedy: string) {
    super(`${line === undefined ? file : `${file}:${line}`}: ${words}.\n  ${remedy}`);
    this.file = file;
  }
}

/** Refused before kustomize was started, with all findings in its input. */
export class TargetRefused extends TargetBroken {
  readonly findings: readonly string[];

  /** `findings` are `file:line: what.\n  remedy`; at least one. */
  constructor(findings: readonly string[]) {
    const [first = ""] = findings;
    super(/^([^:\n]*)/.exec(first)?.[1] ?? "", undefined, "", "");
    this.message = findings.join("\n");
    this.findings = findings;
  }
}
