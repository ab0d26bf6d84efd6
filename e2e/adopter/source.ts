import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../../local/forge/git.ts";

/** The registry's name in the sources. */
const exampleRegistry = "registry.bank.example";
export const developer = ["-c", "user.name=Bea Banker", "-c", "user.email=developer@forge.local"] as const;

/** Makes the adopter's repository: sources that know nothing of Slipway, in one commit. */
export async function plantSource(folder: string, registry: string, origin: string): Promise<void> {
  await cp(join(import.meta.dirname, "source"), folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll(exampleRegistry, registry));
  }
  await git(folder, ["init", "-q", "-b", "main"]);
  await git(folder, ["remote", "add", "origin", origin]);
  await commitAll(folder, "feat: six services of a bank");
}

export async function commitAll(folder: string, message: string): Promise<void> {
  await git(folder, ["add", "--all"]);
  await git(folder, [...developer, "commit", "-q", "-m", message]);
}

/** Edits a file as the adopter does; an edit that changes nothing is a fault of the test. */
export async function edit(folder: string, path: string, change: (content: string) => string): Promise<void> {
  const file = join(folder, path);
  const before = await readFile(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${path}: the edit changed nothing`);
  await writeFile(file, after);
}
