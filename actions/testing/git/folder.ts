/** What `git init` makes, without a process. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Settings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** An empty repository with the default branch `main`; `folder` is the bare one, or the `.git` of a work tree. */
export function makeRepository(folder: string, settings: Settings): void {
  for (const each of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks", "info"]) {
    mkdirSync(join(folder, each), { recursive: true });
  }
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/main\n");
  const lines = Object.entries(settings).flatMap(([section, values]) => [
    `[${section}]`,
    ...Object.entries(values).map(([key, value]) => `\t${key} = ${value}`),
  ]);
  writeFileSync(join(folder, "config"), `${lines.join("\n")}\n`);
}
