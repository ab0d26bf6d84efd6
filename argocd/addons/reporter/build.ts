/** Bundles the reporter into one file: `npm run build -w argocd/addons/reporter`, or `node build.ts <file>`. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));

// Dependencies that are CommonJS call `require`, which an ES module has to make for itself.
const banner = [
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
].join("\n");

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
    banner: { js: banner },
    logLevel: "warning",
  });
}

if (import.meta.main) await bundle(process.argv[2] ?? `${folder}dist/reporter.js`);
