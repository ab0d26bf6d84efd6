import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitFor } from "../wait/wait.ts";
import { guardFolder } from "./guard.ts";

const newFolder = () => mkdtemp(join(tmpdir(), "slipway-guard-"));

/** Ignores the signals to end and has its own process group, as the child of a verb may. */
function stubborn(folder: string) {
  const script = "trap '' TERM INT; while :; do sleep 1; done";
  return spawn("sh", ["-c", script], { detached: true, env: { ...process.env, TMPDIR: folder } });
}

test("a process that was not ended is killed when the folder is removed", async () => {
  const folder = await newFolder();
  const guard = guardFolder(folder);
  const child = stubborn(folder);
  const ended = once(child, "exit");
  await guard.end();
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(existsSync(folder)).toBe(false);
});

test("when the owner is killed, its processes end and its folder is removed", async () => {
  const folder = await newFolder();
  const owner = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { spawn } from "node:child_process";
       import { guardFolder } from ${JSON.stringify(join(import.meta.dirname, "guard.ts"))};
       guardFolder(${JSON.stringify(folder)});
       const child = spawn("sleep", ["600"], { detached: true, env: { ...process.env, TMPDIR: ${JSON.stringify(folder)} } });
       console.log(child.pid);
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(owner.stdout, "data")) as [Buffer];
  owner.kill("SIGKILL");
  const isGone = async () => {
    if (existsSync(folder)) return { seen: "the folder is there" };
    return existsSync(`/proc/${line.toString().trim()}`)
      ? { seen: "the process runs" }
      : { value: undefined };
  };
  await waitFor(isGone, { what: "the end of everything", seconds: 30, everyMs: 100 });
});
