import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/**
 * The packages in a bundle, as CycloneDX, because no scanner finds packages in a single file of code. The
 * bytes depend only on the packages: no time, no random number, sorted.
 */
export function packageList(service: string, metafile: Metafile, root: string): string {
  const packages = [...new Set(bundledFiles(metafile).flatMap((file) => packageFolder(file) ?? []))];
  const components = packages.map((folder) => componentOf(join(root, folder)));
  // Two copies of one version, nested in different packages, are one component.
  const unique = new Map(components.map((component) => [component.purl, component]));
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: service, "bom-ref": service } },
    components: [...unique.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1)),
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** Files that esbuild read but left out are not in the image. */
function bundledFiles({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}

/** Folder of the package a file belongs to: below the innermost node_modules; undefined for our own sources. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function componentOf(folder: string) {
  const file = join(folder, "package.json");
  const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  if (typeof name !== "string" || typeof version !== "string") {
    throw new Error(
      `${file}: has no name and version, so a scanner would miss the package.\n  Run npm ci again.`,
    );
  }
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return { type: "library", "bom-ref": purl, name, version, purl };
}
