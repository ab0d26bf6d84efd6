import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packageList } from "./packages.ts";

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** CommonJS dependencies call `require` for Node's own modules, which an ES module does not have. */
const banner = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);`;

/**
 * Bundles `<folder>/src/main.ts` with all its imports to `<folder>/dist/main.js`, and lists the packages in
 * `main.cdx.json` next to it. The bytes depend only on the sources: paths in them are relative to the
 * repository. Names are kept, so that stack traces in a cluster are readable.
 */
export async function bundle(folder: string, outfile = join(folder, "dist", "main.js")): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [relative(repository, join(folder, "src", "main.ts"))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    banner: { js: banner },
    legalComments: "eof",
    // Removes white space and comments, a third of the bytes. Names and line breaks stay, so that errors can
    // be located.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 120,
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, ascii(outputFiles[0]?.text ?? ""));
  writeFileSync(outfile.replace(/\.js$/, ".cdx.json"), packageList(basename(folder), metafile, repository));
}

/**
 * One character outside Latin-1 makes V8 store the whole source with two bytes for each character (3 MB more
 * in each pod). esbuild escapes them in code; the remaining ones are in comments, where escapes have no
 * effect.
 */
function ascii(source: string): string {
  return source.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

if (import.meta.main) {
  const folder = process.cwd();
  await bundle(folder);
  const bytes = readFileSync(join(folder, "dist", "main.js")).length;
  process.stdout.write(`dist/main.js ${Math.round(bytes / 1024)} kB\n`);
}
