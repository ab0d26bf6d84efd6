/** What test images are made of. The planted packages are in `local/components/trivy/fixtures.yaml`. */
import type { TestImage } from "./image-layout.ts";

/** As the services' build writes it next to the bundle: name to version. */
export function npmPackages(packages: Readonly<Record<string, string>>): TestImage["files"] {
  const components = Object.entries(packages).map(([name, version]) => {
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    return { type: "library", "bom-ref": purl, name, version, purl };
  });
  const bom = { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components };
  return { "app/main.cdx.json": JSON.stringify(bom) };
}

/** As a distroless Debian 12 describes itself and its packages. */
export function debianPackages(packages: Readonly<Record<string, string>>): TestImage["files"] {
  const status = Object.entries(packages).map(([name, version]) => [
    `var/lib/dpkg/status.d/${name}`,
    `Package: ${name}\nStatus: install ok installed\nSource: ${name}-source\nVersion: ${version}\nArchitecture: amd64\nMaintainer: nobody\nDescription: planted\n`,
  ]);
  return { "etc/debian_version": "12.11\n", ...Object.fromEntries(status) };
}

/** Looks like a token of GitHub's and is none; put together here, so that no scanner of this repository finds it. */
export const plantedSecret = ["gh", "p_", "012345678901234567890123456789abcdef"].join("");
