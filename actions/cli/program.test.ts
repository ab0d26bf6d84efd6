import { expect, test } from "vitest";
import { runCommandLine } from "./program.ts";
import { commands } from "./verbs.ts";

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    env: { PATH: process.env.PATH },
    cwd: "/",
    out: (text: string) => out.push(text),
    err: { write: (text: string) => err.push(text) },
  };
  const code = await runCommandLine(args, terminal);
  return { code, out: out.join(""), err: err.join("") };
}

test("--help lists every verb and exits with 0", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const { request } of commands) expect(out).toContain(request.verb);
});

test("a verb's help names its flags, which are required and what they default to", async () => {
  const { code, out } = await run("build-image", "--help");
  expect(code).toBe(0);
  expect(out).toContain("--build-args <value>");
  expect(out).toMatch(/--services <value>[\s\S]*\(required\)/);
  expect(out).toMatch(/\(default:\s+"linux\/amd64"\)/);
  expect(out).toContain("SLIPWAY_TOKEN");
});

test("bad input exits with 2 and reports all findings at once", async () => {
  const { code, err } = await run("push-image", "--images", "Product!");
  expect(code).toBe(2);
  expect(err).toMatch(/"images"[\s\S]*"registry" is missing/);
  expect(err).not.toContain("at Object");
});

test.each([[["no-such-verb"]], [["build-image", "--no-such-flag"]], [[]]])(
  "%j exits with 2",
  async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).not.toBe("");
  },
);

test("a failure is one sentence on standard error, exit code 1", async () => {
  const { code, err, out } = await run(
    "build-image",
    ...["--services", "product", "--source", "a".repeat(40), "--json"],
  );
  expect(code).toBe(1);
  expect(err).toMatch(/^error: /);
  expect(err).not.toContain("    at ");
  expect(out).toBe("");
});

test("a flag is on by its name alone, and an input may have a shorter name", async () => {
  const { code, err } = await run("rollback", "--auto", "--env", "prod", "--dry-run");
  expect(code).toBe(2);
  expect(err).toContain("auto is combined with environment");
  const { out } = await run("rollback", "--help");
  expect(out).toMatch(/--env, --environment <value>[\s\S]*--service, --services <value>/);
});
