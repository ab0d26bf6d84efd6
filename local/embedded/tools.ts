import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";

const libraries = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

/** A command that starts a program of unpacked Debian packages with the libraries that were unpacked with it. */
export async function debianWrapper(file: string, root: string, program: string): Promise<void> {
  const path = ["usr/lib", "lib"].map((folder) => join(root, folder, libraries)).join(":");
  await writeFile(file, `#!/bin/sh\nLD_LIBRARY_PATH='${path}' exec '${join(root, program)}' "$@"\n`);
  await chmod(file, 0o755);
}
