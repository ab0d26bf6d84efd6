/**
 * Bundles every verb and the command line into `actions/dist`: `npm run bundle`. Readable (not minified), the same
 * bytes from the same sources, and shared chunks that keep their names, so that a diff shows what changed.
 */
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { verbs } from "./cli/verbs.ts";
import { licenses } from "./licenses.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
export const DIST = join(root, "actions/dist");
const CLI = "slipway";

// Dependencies that are CommonJS call `require`, which an ES module has to make for itself.
const BANNER = [
  "// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.",
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
].join("\n");

/** File name to content of everything that belongs into `actions/dist`. */
export async function bundle(): Promise<ReadonlyMap<string, string>> {
  const entries = Object.fromEntries([
    [CLI, "actions/cli/slipway.ts"],
    ...verbs.map(({ request }) => [request.verb, `actions/${request.verb}/index.ts`]),
  ]);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: "actions/dist",
    chunkNames: "chunk-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    charset: "utf8",
    legalComments: "none",
    banner: { js: BANNER },
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const names = stableNames(metafile);
  const files = outputFiles.map((file) => {
    const name = nameIn(file.path);
    return [names.get(name) ?? name, rename(file.text, names)] as const;
  });
  return new Map([
    ...files.sort(([a], [b]) => (a < b ? -1 : 1)),
    ["package.json", '{\n  "type": "module"\n}\n'],
    ["licenses.txt", await licenses(root, Object.keys(metafile.inputs))],
  ]);
}

/** The names of a few verbs make a file name that says what it is for; those of all would be too long for one. */
const LONGEST_LIST = 3;

/**
 * esbuild names a shared chunk by its content, so that every change would delete and add files. A chunk is what the
 * same set of entries shares, and that set names it: `shared-bump-promote.js` is for two verbs and the command line,
 * `shared-7-verbs-1f0c2a9b.js` for seven, `actions-….js` for verbs as actions only; `shared.js` and `actions.js` are
 * for all verbs.
 */
function stableNames(metafile: Metafile): ReadonlyMap<string, string> {
  const outputs = Object.entries(metafile.outputs);
  const entries = outputs.filter(([, output]) => output.entryPoint !== undefined).map(([path]) => path);
  const names = new Map<string, string>();
  for (const [path, output] of outputs) {
    if (output.entryPoint !== undefined) continue;
    const users = entries.filter((entry) => reaches(metafile, entry, path)).map(entryName);
    names.set(nameIn(path), chunkName(users, entries.length - 1));
  }
  if (new Set(names.values()).size !== names.size) {
    throw new Error(`two chunks have one name: ${[...names.values()].sort().join(", ")}`);
  }
  return names;
}

function chunkName(users: readonly string[], verbCount: number): string {
  const kind = users.includes(CLI) ? "shared" : "actions";
  const names = users.filter((user) => user !== CLI).sort();
  if (names.length === verbCount) return `${kind}.js`;
  if (names.length <= LONGEST_LIST) return `${[kind, ...names].join("-")}.js`;
  const set = createHash("sha256").update(names.join("\0")).digest("hex").slice(0, 8);
  return `${kind}-${names.length}-verbs-${set}.js`;
}

function entryName(path: string): string {
  return nameIn(path).replace(/\.js$/, "");
}

function reaches(metafile: Metafile, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const imports = metafile.outputs[from]?.imports ?? [];
  return imports.some((each) => !each.external && reaches(metafile, each.path, to, seen));
}

function rename(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(
    /"\.\/(chunk-[A-Z0-9]+\.js)"/g,
    (_, chunk: string) => `"./${names.get(chunk) ?? chunk}"`,
  );
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function writeDist(): Promise<void> {
  const files = await bundle();
  await rm(DIST, { recursive: true, force: true });
  await mkdir(DIST, { recursive: true });
  for (const [name, content] of files) {
    // npm makes the target of `bin` executable when it links it; the commit says so already.
    await writeFile(join(DIST, name), content, { mode: name === `${CLI}.js` ? 0o755 : 0o644 });
  }
  const kilobytes = [...files.values()].reduce((sum, text) => sum + text.length, 0) / 1024;
  console.log(`actions/dist: ${files.size} files, ${Math.round(kilobytes)} KiB`);
}

if (import.meta.main) await writeDist();
