import { UserError } from "../errors/user-error.ts";

/** The entry to pin is not there. */
export class MissingPin extends UserError {
  override readonly name = "MissingPin";
  readonly file: string;

  constructor(file: string, line: number | undefined, words: string, remedy: string) {
    super(`${place(file, line)}: ${words}.\n  ${remedy}`);
    this.file = file;
  }
}

/** More than one place could be meant; pinning one of them would be a guess. */
export class AmbiguousPin extends UserError {
  override readonly name = "AmbiguousPin";
  readonly file: string;
  readonly lines: readonly number[];

  constructor(file: string, lines: readonly number[], words: string, remedy: string) {
    super(`${place(file, lines[0])}: ${words}, at lines ${lines.join(" and ")}.\n  ${remedy}`);
    this.file = file;
    this.lines = lines;
  }
}

/** The place is there, but its value cannot be replaced without changing something else. */
export class UnpinnableValue extends UserError {
  override readonly name = "UnpinnableValue";
  readonly file: string;

  constructor(file: string, line: number | undefined, words: string, remedy: string) {
    super(`${place(file, line)}: ${words}.\n  ${remedy}`);
    this.file = file;
  }
}

function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
