import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string().optional() });

/** The licences of all packages that `inputs` (paths below `root`) were bundled from, sorted by name. */
export async function licenses(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((path) => packageFolder(path) ?? []));
  const parts = await Promise.all([...folders].sort().map((folder) => license(join(root, folder))));
  return `${[...new Set(parts)].join(`\n${"-".repeat(80)}\n`)}\n`;
}

/** `node_modules/@octokit/core/dist/x.js` is in `node_modules/@octokit/core`. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function license(folder: string): Promise<string> {
  const about = packageSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const file = (await readdir(folder)).sort().find((name) => /^licen[cs]e/i.test(name));
  const text =
    file === undefined ? "(the package has no licence file)" : await readFile(join(folder, file), "utf8");
  return `${about.name} ${about.version} (${about.license ?? "see below"})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}
