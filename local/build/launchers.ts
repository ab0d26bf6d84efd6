import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianLibraries } from "../platform/platform.ts";
import type { Artefact } from "./artefact.ts";

const libraryFolders = [`usr/lib/${debianLibraries}`, `lib/${debianLibraries}`];

/**
 * Creates `launch/<name>` in the artefact of Debian packages, next to each `bin/<name>`. It starts the
 * program with the libraries and fonts that were unpacked with it. Paths are relative to the launcher, so a
 * copy of the artefact works as well.
 * @returns the folder of the launchers
 */
export async function writeLaunchers({ folder }: Artefact): Promise<string> {
  const launch = join(folder, "launch");
  await mkdir(launch, { recursive: true });
  await replace(join(launch, "fonts.conf"), fonts, 0o644);
  for (const name of await readdir(join(folder, "bin"))) {
    await replace(join(launch, name), await launcher(folder, name), 0o755);
  }
  return launch;
}

/** In one step, because another run may be starting the program. */
async function replace(file: string, content: string, mode: number): Promise<void> {
  const part = `${file}.${process.pid}`;
  await writeFile(part, content, { mode });
  await rename(part, file);
}

async function launcher(folder: string, name: string): Promise<string> {
  const libraries = await foldersOfLibraries(join(folder, "root"));
  return `#!/bin/sh
here=$(dirname "$(dirname "$(readlink -f "$0")")")
export LD_LIBRARY_PATH="${libraries.map((each) => `$here/root/${each}`).join(":")}"
export FONTCONFIG_FILE="$here/launch/fonts.conf"
exec "$here/bin/${name}" "$@"
`;
}

/** Debian's library folders, and subfolders with private libraries, such as PulseAudio's. */
async function foldersOfLibraries(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of libraryFolders) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    if (entries.length > 0) found.push(folder);
    for (const entry of entries.filter((each) => each.isDirectory())) {
      const inside = await readdir(join(root, folder, entry.name));
      if (inside.some((file) => /^lib.*\.so/.test(file))) found.push(join(folder, entry.name));
    }
  }
  return found;
}

/** Paths are relative to the file. The aliases are those of Debian's own configuration for its DejaVu fonts. */
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">../root/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;
