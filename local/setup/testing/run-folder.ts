/** One folder for all temporary files of a test run: in memory if there is room, and deleted with the run. */
import { execFileSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";
const prefix = "slipway-tests-";
const roomyBytes = 6 * 1024 ** 3;

/** For Vitest's `globalSetup`: workers and their processes inherit the environment of this process. */
export default function setup(): (() => void) | undefined {
  // Each project calls this function.
  if (process.env.SLIPWAY_TEST_RUN !== undefined) return undefined;
  const parent = isRoomy() ? memory : tmpdir();
  removeAbandoned(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  // Servers that run as another user need access.
  chmodSync(folder, 0o711);
  process.env.SLIPWAY_TEST_RUN = folder;
  process.env.TMPDIR = join(folder, "tmp");
  mkdirSync(process.env.TMPDIR, { mode: 0o777 });
  // The command line, an action or a service is compiled once instead of by each of its processes.
  process.env.NODE_COMPILE_CACHE = join(folder, "compiled");
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Deletes folders of killed runs. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, owner] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

/**
 * Whether the file system exists, has room, leaves memory for the tests, and can execute programs, which
 * containers may forbid.
 */
function isRoomy(): boolean {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, process.availableMemory()) > roomyBytes && startsPrograms();
  } catch {
    return false;
  }
}

function startsPrograms(): boolean {
  const folder = mkdtempSync(join(memory, "slipway-probe-"));
  try {
    const program = join(folder, "probe");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    execFileSync(program);
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
