/** A violation planted in one file of the repository, and the expected finding. */
import { expect } from "vitest";
import { lint } from "../lint.ts";
import { files } from "./repository.ts";

export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly replace: string | RegExp;
  readonly by: string;
  readonly found: RegExp;
}

export function expectRejected({ file, replace, by, found }: Plant): void {
  const before = files.get(file) ?? "";
  expect(typeof replace === "string" ? before.includes(replace) : replace.test(before)).toBe(true);
  const findings = lint(new Map([...files, [file, before.replace(replace, () => by)]]));
  expect(findings.join("\n")).toMatch(found);
  for (const finding of findings) expect(finding).toMatch(/^\S+: .+\.\n {2}\S.+\.$/s);
}
