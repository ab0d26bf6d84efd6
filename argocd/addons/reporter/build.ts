/** Bundles the reporter into one file: `npm run build -w argocd/addons/reporter`, or `node build.ts <file>`. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));

// CommonJS dependencies call `require`, which an ES module must create itself.
const banner = [
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
].join("\n");

/**
 * The Kubernetes client has a class for every kind and references all of them in one table, which would be
 * most of the memory of a reporter that reads plain objects. Without the table, unused classes are not
 * bundled.
 */
const withoutModels: Plugin = {
  name: "without-models",
  setup(build) {
    build.onLoad({ filter: /client-node\/dist\/gen\/models\/ObjectSerializer\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(/^let typeMap = \{[^}]*\};$/m, "let typeMap = {};");
      if (contents === source) throw new Error(`${path}: no table of models; the client has changed.`);
      return { contents, loader: "js" };
    });
    build.onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir }) =>
      /client-node\/dist\//.test(importer) && !path.endsWith("/polyfill.js")
        ? { path: resolve(resolveDir, path), sideEffects: false }
        : undefined,
    );
  },
};

export async function bundle(outfile: string): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: ["src/main.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    legalComments: "none",
    plugins: [withoutModels],
    banner: { js: banner },
    logLevel: "warning",
  });
}

if (import.meta.main) await bundle(process.argv[2] ?? `${folder}dist/reporter.js`);
