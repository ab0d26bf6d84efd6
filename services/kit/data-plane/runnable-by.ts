import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/**
 * Path of the program for another user: the original if that user can execute it, otherwise one in a copy at
 * `copy`. The cache of root is not readable for other users.
 */
export async function runnableBy(
  identity: { readonly uid?: number; readonly gid?: number },
  program: string,
  copy: string,
): Promise<string> {
  if (identity.uid === undefined || (await starts(program, identity))) return program;
  const launcher = realpathSync(program);
  const unpacked = dirname(dirname(launcher));
  if (!existsSync(join(unpacked, "root")) || basename(dirname(launcher)) !== "launch")
    throw new Error(
      `${program}: user ${identity.uid} may not run it. Make it readable for all, or remove it.`,
    );
  if (!existsSync(copy)) {
    const part = `${copy}.part`;
    // Links where the file system is the same, which takes no time.
    await run("cp", ["-al", unpacked, part]).catch(async () => {
      await rm(part, { recursive: true, force: true });
      await run("cp", ["-a", unpacked, part]);
    });
    await rename(part, copy);
  }
  return join(copy, "launch", basename(launcher));
}

const run = promisify(execFile);

const starts = (program: string, identity: { readonly uid?: number; readonly gid?: number }) =>
  run(program, ["--version"], { ...identity, timeout: 30_000 }).then(
    () => true,
    () => false,
  );
