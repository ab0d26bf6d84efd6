import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { waitFor } from "../wait/wait.ts";
import { isAlive, livingOwner, tryLock, unlock } from "./lock.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-lock-"));
  file = join(folder, "lock");
});

afterEach(() => rm(folder, { recursive: true }));

test("a lock is held until it is released", async () => {
  expect(await tryLock(file)).toBeUndefined();
  expect(await tryLock(file)).toBe(process.pid);
  await unlock(file);
  expect(await tryLock(file)).toBeUndefined();
});

test("a lock of a process that is gone is taken over", async () => {
  await writeFile(file, "4194305 1");
  expect(await tryLock(file)).toBeUndefined();
  expect(await livingOwner(file)).toBe(process.pid);
});

test("a process that reuses the id of the dead owner does not hold the lock", async () => {
  await tryLock(file);
  const [pid] = (await readFile(file, "utf8")).split(" ");
  await writeFile(file, `${pid} 1`);
  expect(await livingOwner(file)).toBeUndefined();
});

test("a process that ended and was not reaped is not alive", async () => {
  // The shell is replaced by a program that does not know about its child, before that child ends.
  const parent = spawn("sh", ["-c", "sleep 1 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    await waitFor(async () => (isAlive(Number(line)) ? { seen: "still running" } : { value: undefined }), {
      what: "the child to be distinguished from a running one",
      seconds: 10,
    });
    expect(await readFile(`/proc/${Number(line)}/stat`, "utf8")).toContain(" Z ");
  } finally {
    parent.kill("SIGKILL");
  }
});
