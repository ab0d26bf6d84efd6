/** `npm test` on a machine with only Node, Go and git; the components that it builds come from the cache. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { repositoryRoot } from "../build/paths.ts";
import { toolsFolder } from "./programs.ts";
import { withoutPrograms } from "./testing/hidden.ts";

const node = join(repositoryRoot, "node_modules/.bin/node");
const version = existsSync("/etc/debian_version") ? readFileSync("/etc/debian_version", "utf8") : "";
const isDebian12 = version.startsWith("12");
const provided = [
  ...["helm", "kustomize", "cosign", "trivy", "buildctl"],
  ...["initdb", "redis-server", "nats-server", "chromium"],
];

test.runIf(isDebian12)(
  "the tests' programs are built or unpacked if the machine has none, and run",
  async () => {
    const setup = await withoutPrograms([node, "local/build/tools.ts", "vitest", "run"]);
    expect(setup).toMatchObject({ exitCode: 0, stdout: toolsFolder() });
    const inside = 'PATH="$1:$PATH" exec "$2" local/setup/testing/prove.ts';
    const proof = await withoutPrograms(["sh", "-c", inside, "sh", toolsFolder(), node]);
    expect(proof).toMatchObject({ exitCode: 0, stderr: "" });
    expect(proof.stdout).toBe(
      provided.map((command) => `${command} ${join(toolsFolder(), command)}`).join("\n"),
    );
  },
  600_000,
);

test("on systems other than Debian 12 everything missing is listed with remedies, and nothing runs", async () => {
  const cache = mkdtempSync(join(tmpdir(), "slipway-setup-"));
  try {
    const { stdout: go } = await execa("sh", ["-c", 'readlink -f "$(command -v go)"']);
    const covered = { [go]: "", "/etc/debian_version": "trixie/sid\n" };
    const command = [node, "local/build/tools.ts", "vitest", "run"];
    const run = await withoutPrograms(command, covered, { SLIPWAY_CACHE: cache });
    expect(run).toMatchObject({ exitCode: 1, stdout: "" });
    expect(run.stderr).toMatch(/^This machine lacks \d things:\n/);
    for (const part of [
      "the command go is not found",
      "not found: Redis, PostgreSQL, Chromium",
      "Install Redis, PostgreSQL, Chromium with this system's package manager, so that redis-server, initdb, chromium is on PATH",
    ]) {
      expect(run.stderr).toContain(part);
    }
    expect(run.stderr).not.toMatch(/^ +at /m);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
});

test("the platform's preflight requires none of these programs", async () => {
  const ask = `
    import { findMissing } from "./local/preflight/preflight.ts";
    console.log(JSON.stringify(await findMissing("/tmp/slipway", [], true)));`;
  const command = [node, "--input-type=module", "-e", ask];
  const outside = await execa(node, command.slice(1), { cwd: repositoryRoot });
  expect(await withoutPrograms(command)).toEqual({ exitCode: 0, stdout: outside.stdout, stderr: "" });
});
