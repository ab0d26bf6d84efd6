/**
 * Bundles every verb and the command line into `actions/dist`: `npm run bundle`. Readable (not minified), the same
 * bytes from the same sources, and shared chunks that keep their names, so that a diff shows what changed.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { verbs } from "./cli/verbs.ts";
import { licenses } from "./licenses.ts";

/** What the command line runs on; the actions themselves run on the runner's node24. `actions/nodes.test.ts` holds it. */
const OLDEST_NODE = "node20";

const root = fileURLToPath(new URL("..", import.meta.url));
export const DIST = join(root, "actions/dist");
const CLI = "slipway";

// Dependencies that are CommonJS call `require`, which an ES module has to make for itself.
const BANNER = [
  "// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.",
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
].join("\n");

/**
 * `@actions/core` imports its OIDC client whether or not it is called, and with that all of undici: 790 KB that every
 * action would load. The module has no side effects but does not say so.
 */
const unusedOidc: Plugin = {
  name: "unused-oidc",
  setup(builder) {
    builder.onResolve({ filter: /\/oidc-utils\.js$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === unusedOidc) return undefined;
      const resolved = await builder.resolve(path, { resolveDir, kind, pluginData: unusedOidc });
      return { ...resolved, sideEffects: false };
    });
  },
};

/** The board's page reads its style and script from files next to it; a bundle has no files next to it. */
const inlinedAssets: Plugin = {
  name: "inlined-assets",
  setup(builder) {
    builder.onLoad({ filter: /\/board\/page\/assets\.ts$/ }, async ({ path }) => {
      const read = (name: string) => readFile(new URL(name, pathToFileURL(path)), "utf8");
      const [style, script] = await Promise.all([read("page.css"), read("client.js")]);
      const contents = `export const style = ${JSON.stringify(style)};\nexport const script = ${JSON.stringify(script)};\n`;
      return { contents, loader: "js" };
    });
  },
};

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
    target: OLDEST_NODE,
    inject: ["actions/oldest-node.ts"],
    charset: "utf8",
    legalComments: "none",
    banner: { js: BANNER },
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [unusedOidc, inlinedAssets],
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
const ON_DEMAND = "on-demand-";

/**
 * esbuild names a shared chunk by its content, so that every change would delete and add files. A chunk is what the
 * same set of entries shares, and that set names it: `shared-bump-promote.js` is for two verbs and the command line,
 * `shared-7-verbs-1f0c2a9b.js` for seven, `actions-….js` for verbs as actions only; `shared.js` and `actions.js` are
 * for all verbs. A package that is imported when it is needed is a separate chunk: `on-demand-octokit-rest.js`.
 */
function stableNames(metafile: Metafile): ReadonlyMap<string, string> {
  const outputs = Object.entries(metafile.outputs);
  const entries = new Map(
    outputs.flatMap(([path, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[path, entryName(path, entryPoint)] as const],
    ),
  );
  const verbCount = verbs.length;
  const names = new Map<string, string>();
  for (const [path] of outputs) {
    const entry = entries.get(path);
    if (entry !== undefined && !entry.startsWith(ON_DEMAND)) continue;
    const users = [...entries].filter(([from]) => reaches(metafile, from, path)).map(([, name]) => name);
    names.set(nameIn(path), entry === undefined ? chunkName(users, verbCount) : `${entry}.js`);
  }
  if (new Set(names.values()).size !== names.size) {
    throw new Error(`two chunks have one name: ${[...names.values()].sort().join(", ")}`);
  }
  return names;
}

function chunkName(users: readonly string[], verbCount: number): string {
  const kind = users.includes(CLI) ? "shared" : "actions";
  const onDemand = users.filter((user) => user.startsWith(ON_DEMAND)).sort();
  const names = users.filter((user) => user !== CLI && !onDemand.includes(user)).sort();
  return `${[kind, ...verbList(names, verbCount), ...onDemand].join("-")}.js`;
}

function verbList(names: readonly string[], verbCount: number): readonly string[] {
  if (names.length === verbCount) return [];
  if (names.length <= LONGEST_LIST) return names;
  const set = createHash("sha256").update(names.join("\0")).digest("hex").slice(0, 8);
  return [`${names.length}-verbs-${set}`];
}

/** The name of a verb, or of a package that is imported only when it is needed. */
function entryName(path: string, entryPoint: string): string {
  return entryPoint.startsWith("actions/")
    ? nameIn(path).replace(/\.js$/, "")
    : `${ON_DEMAND}${packageOf(entryPoint)}`;
}

/** Whether loading `from` loads `to`. */
function reaches(metafile: Metafile, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const imports = metafile.outputs[from]?.imports ?? [];
  return imports.some(
    ({ external, kind, path }) => !external && kind !== "dynamic-import" && reaches(metafile, path, to, seen),
  );
}

function rename(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(
    /"\.\/(chunk-[A-Z0-9]+\.js)"/g,
    (_, chunk: string) => `"./${names.get(chunk) ?? chunk}"`,
  );
}

/** `node_modules/@octokit/rest/dist-src/index.js` is of `octokit-rest`. */
function packageOf(path: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path) ?? [];
  if (name === undefined) throw new Error(`${path} is imported when it is needed, but is no package`);
  return name.replace("@", "").replace("/", "-");
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function writeDist(): Promise<void> {
  const files = await bundle();
  await rm(DIST, { recursive: true, force: true });
  await mkdir(DIST, { recursive: true });
  for (const [name, content] of files) {
    // npm makes the target of `bin` executable when it links it; the commit has that mode already.
    await writeFile(join(DIST, name), content, { mode: name === `${CLI}.js` ? 0o755 : 0o644 });
  }
  const kilobytes = [...files.values()].reduce((sum, text) => sum + text.length, 0) / 1024;
  console.log(`actions/dist: ${files.size} files, ${Math.round(kilobytes)} KiB`);
}

if (import.meta.main) await writeDist();
