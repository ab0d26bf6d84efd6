import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { git } from "@slipway/testing/git/git.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { completion, SHELLS } from "./completion.ts";
import { runCommandLine } from "./program.ts";
import { commands } from "./verbs.ts";

const requests = commands.map(({ request }) => request);

/** What bash would offer for a command line whose last word is being typed. */
async function offered(words: readonly string[], cwd: string): Promise<readonly string[]> {
  const script = `${completion("bash", requests)}
COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")})
COMP_CWORD=${words.length - 1}
_slipway
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await exec("bash", ["--noprofile", "--norc", "-c", script], { cwd });
  return stdout.split("\n").filter((line) => line !== "");
}

test("bash completes verbs, flags, and names of environments and services", async () => {
  await using folder = await temporaryFolder();
  await git(folder.path, "init", "--quiet");
  for (const name of ["environments/dev", "environments/prod", "services/product"])
    await mkdir(join(folder.path, name), { recursive: true });
  await writeFile(join(folder.path, "environments/README.md"), "");
  expect(await offered(["slipway", "prom"], folder.path)).toEqual(["promote"]);
  expect(await offered(["slipway", "bump", "--im"], folder.path)).toEqual(["--images"]);
  expect(await offered(["slipway", "bump", "--dry"], folder.path)).toEqual(["--dry-run"]);
  expect(await offered(["slipway", "bump", "--environment", ""], folder.path)).toEqual(["dev", "prod"]);
  expect(await offered(["slipway", "build-image", "--services", "p"], folder.path)).toEqual(["product"]);
});

test.each(SHELLS)("%s gets a script that knows every verb", async (shell) => {
  const out: string[] = [];
  const code = await runCommandLine(["completion", shell], {
    env: {},
    cwd: "/",
    out: (text) => out.push(text),
    err: { write: () => undefined },
  });
  expect(code).toBe(0);
  for (const { verb } of requests) expect(out.join("")).toContain(verb);
});

test("another shell is refused with those there are", async () => {
  const err: string[] = [];
  const terminal = {
    env: {},
    cwd: "/",
    out: () => undefined,
    err: { write: (text: string) => err.push(text) },
  };
  expect(await runCommandLine(["completion", "tcsh"], terminal)).toBe(2);
  expect(err.join("")).toMatch(/bash, zsh, fish/);
});
