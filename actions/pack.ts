/**
 * Packs the command line as an npm tarball with nothing but what it needs: `node actions/pack.ts <folder>`. It needs no other
 * package: the bundles hold their dependencies.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { REUSABLE } from "./reusable-workflows.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What `slipway init` copies, next to the bundles. Folders whole, without tests and documents. */
const MODELS = [
  "rollouts/chart",
  "rollouts/strategies",
  "argocd/bootstrap",
  "argocd/projects",
  "argocd/applicationsets",
  "argocd/clusters",
  "argocd/kustomization.yaml",
  ...REUSABLE.map((name) => `.github/workflows/${name}.yml`),
  ...["slipway.yaml", "version.txt", "LICENSE", "actions/dist/licenses.txt", "actions/dist/package.json"],
];

/** Path of the tarball, in `target`. */
export async function packCommandLine(target: string): Promise<string> {
  const staged = await mkdtemp(join(tmpdir(), "slipway-pack-"));
  try {
    for (const path of [...MODELS, ...(await bundlesOf("slipway.js"))]) await copy(path, staged);
    await writeFile(join(staged, "package.json"), `${JSON.stringify(await manifest(), undefined, 2)}\n`);
    await mkdir(target, { recursive: true });
    const args = ["pack", "--ignore-scripts", "--json", `--pack-destination=${target}`];
    const { stdout } = await exec("npm", args, { cwd: staged, env: process.env });
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    return join(target, packed?.filename ?? "");
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** A bundle and the chunks that it loads, at once or later. */
async function bundlesOf(entry: string): Promise<readonly string[]> {
  const found = new Set([entry]);
  for (const name of found) {
    const text = await readFile(join(ROOT, "actions/dist", name), "utf8");
    for (const [, chunk = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"\.\/([\w.-]+\.js)"/g))
      found.add(chunk);
  }
  return [...found].map((name) => `actions/dist/${name}`);
}

async function copy(path: string, staged: string): Promise<void> {
  await mkdir(dirname(join(staged, path)), { recursive: true });
  await cp(join(ROOT, path), join(staged, path), {
    recursive: true,
    filter: (source) => !/\.(?:ts|md)$|node_modules/.test(source),
  });
}

async function manifest(): Promise<object> {
  const version = (await readFile(join(ROOT, "version.txt"), "utf8")).trim();
  const { engines, license } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Readonly<
    Record<"engines" | "license", unknown>
  >;
  const git = openGit(ROOT, { identity: { name: "slipway", email: "slipway@localhost" } });
  const commit = await git.resolve("HEAD");
  return {
    name: "slipway",
    version,
    license,
    type: "module",
    engines,
    description: "Moves releases through environments with git as the only state.",
    bin: { slipway: "actions/dist/slipway.js" },
    files: [...new Set(MODELS.map((path) => path.split("/")[0] ?? ""))],
    // Workflows that `slipway init` writes call Slipway at this commit.
    slipway: { commit },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await packCommandLine(resolve(process.argv[2] ?? ".")));
}
