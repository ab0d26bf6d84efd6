import { expect, test } from "vitest";
import { CommandFailed, exec, execBytes } from "./exec.ts";

const node = process.execPath;

test("arguments reach the command as they are, without a shell", async () => {
  const args = ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", "$HOME", "a b", ";id"];
  const { stdout } = await exec(node, args);
  expect(JSON.parse(stdout)).toEqual(["$HOME", "a b", ";id"]);
});

test("output is not altered: a final newline and raw bytes stay", async () => {
  expect((await exec(node, ["-e", "console.log('x')"])).stdout).toBe("x\n");
  const bytes = await execBytes(node, ["-e", "process.stdout.write(Buffer.from([0, 255, 10]))"]);
  expect([...bytes.stdout]).toEqual([0, 255, 10]);
});

test("input and environment reach the command", async () => {
  const script = "process.stdin.pipe(process.stdout); process.stdout.write(process.env.GREETING)";
  const { stdout } = await exec(node, ["-e", script], { input: " world", env: { GREETING: "hello" } });
  expect(stdout).toBe("hello world");
});

test("a failure names the command, the exit code and the last line of error", async () => {
  const failure = exec(node, ["-e", "console.error('first'); console.error('boom'); process.exit(3)"]);
  await expect(failure).rejects.toBeInstanceOf(CommandFailed);
  await expect(failure).rejects.toThrow(/exit code 3: boom$/);
});

test("allowFailure returns the exit code", async () => {
  expect((await exec(node, ["-e", "process.exit(4)"], { allowFailure: true })).exitCode).toBe(4);
});

test("a missing command reports it, also with allowFailure", async () => {
  await expect(exec("slipway-no-such-command", [], { allowFailure: true })).rejects.toThrow(
    "slipway-no-such-command: command not found.\n  Install it, or add its folder to PATH.",
  );
});

test("a missing folder is not reported as a missing command", async () => {
  await expect(exec(node, [], { cwd: "/nonexistent" })).rejects.toThrow(
    "the folder /nonexistent does not exist",
  );
});

test("a passed deadline ends the command", async () => {
  await expect(
    exec(node, ["-e", "setInterval(() => {}, 1000)"], { timeoutMs: 200, allowFailure: true }),
  ).rejects.toThrow("no answer within 0.2 s, ended.");
});

test("a passed deadline ends the wait for what the command has left behind, too", async () => {
  const began = performance.now();
  await expect(exec("sh", ["-c", "sleep 60 & echo begun; wait"], { timeoutMs: 200 })).rejects.toThrow(
    "no answer within 0.2 s, ended.",
  );
  expect(performance.now() - began).toBeLessThan(30_000);
});

test("AP-29 a password inside a URL is never printed", async () => {
  const script = "console.error('cannot reach http://bot:s3cret@forge/x'); process.exit(1)";
  const failure = exec(node, ["-e", script, "--", "http://bot:s3cret@forge/x"]);
  await expect(failure).rejects.toThrow("http://***@forge/x");
  await expect(failure).rejects.not.toThrow("s3cret");
});

test("what cannot be spawned is a failure with a reason", async () => {
  await expect(exec(node, ["a\0b"])).rejects.toThrow(/null bytes/);
});
