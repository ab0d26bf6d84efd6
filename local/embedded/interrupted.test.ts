import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { execa } from "execa";
import { expect, test } from "vitest";
import { repositoryRoot } from "../build/paths.ts";
import { waitFor } from "../wait/wait.ts";

/** Command lines of the processes with a folder in their environment. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await read(pid, "environ")).includes(folder) ? [await read(pid, "cmdline")] : [],
    ),
  );
  return found.flat().map((line) => line.replaceAll("\0", " "));
}

test("if a signal ends the demo while its parts start, it leaves no process and no folder", async () => {
  await using folder = await temporaryFolder();
  const env = { TMPDIR: folder.path, SLIPWAY_STATE: join(folder.path, "state") };
  const demo = execa(process.execPath, ["local/cli.ts", "demo", "--yes"], {
    cwd: repositoryRoot,
    env,
    all: true,
    reject: false,
    stdin: "ignore",
    forceKillAfterDelay: false,
  });
  const isStarting = async () => {
    const [home] = (await readdir(folder.path)).filter((name) => name.startsWith("slipway-demo-"));
    const started = ["postgres", "registry"].filter((name) =>
      existsSync(join(folder.path, home ?? "", name)),
    );
    return home !== undefined && started.length > 0
      ? { value: undefined }
      : { seen: `${home ?? "no folder"}` };
  };
  await waitFor(isStarting, { what: "the start of the first server", seconds: 240, everyMs: 20 });
  expect((await processesOf(folder.path)).length).toBeGreaterThan(1);
  demo.kill("SIGTERM");
  const { all, exitCode } = await demo;
  expect(all).toMatch(/\nInterrupted\.$/);
  expect(exitCode).toBe(1);
  expect(await readdir(folder.path)).toEqual([]);
  expect(await processesOf(folder.path)).toEqual([]);
}, 300_000);
