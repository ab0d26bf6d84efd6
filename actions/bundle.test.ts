import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRequired } from "@slipway/lib/app/request/request.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { describe, expect, test } from "vitest";
import { bundle, DIST } from "./bundle.ts";
import { verbs } from "./cli/verbs.ts";

/** Once for all tests of this file: it takes seconds of the processor. */
const building = bundle();

test("AP-30 actions/dist matches the sources (renew it with: npm run bundle)", async () => {
  const built = await building;
  const committed = readdirSync(DIST).sort();
  expect(committed).toEqual([...built.keys()].sort());
  const changed = committed.filter((name) => readFileSync(join(DIST, name), "utf8") !== built.get(name));
  expect(changed).toEqual([]);
});

test("AP-30 the same sources give the same bytes, in any folder", async () => {
  const [one, other] = [await building, await bundle()];
  expect([...one]).toEqual([...other]);
  for (const content of one.values()) expect(content).not.toContain(process.cwd());
});

test("what no verb uses is not loaded: zod's other languages, the toolkit's HTTP client", () => {
  for (const name of readdirSync(DIST).filter((file) => file.endsWith(".js"))) {
    const content = readFileSync(join(DIST, name), "utf8");
    // `import { z } from "zod"` brings all languages; `import * as z from "zod"` does not.
    expect({ name, isGerman: content.includes("Ungültige Eingabe") }).toEqual({ name, isGerman: false });
    expect({ name, isUndici: content.includes("UND_ERR_CONNECT_TIMEOUT") }).toEqual({
      name,
      isUndici: false,
    });
  }
});

test("the licence of every bundled package is shipped", async () => {
  const licenses = readFileSync(join(DIST, "licenses.txt"), "utf8");
  for (const name of ["@actions/core", "@octokit/rest", "commander", "zod"]) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  }
  expect(licenses).not.toContain("(the package has no licence file)");
});

/** As the runner starts an action, in a folder that is no checkout. */
async function runAction(verb: string) {
  await using folder = await temporaryFolder();
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: folder.path,
    GITHUB_API_URL: "",
    GITHUB_REPOSITORY: "",
    GITHUB_OUTPUT: "",
    GITHUB_STEP_SUMMARY: "",
    GIT_CEILING_DIRECTORIES: tmpdir(),
    SLIPWAY_TOKEN: "",
  };
  const args = [join(DIST, `${verb}.js`)];
  return await exec(process.execPath, args, { cwd: folder.path, env, allowFailure: true });
}

describe.each(verbs.map(({ request }) => [request.verb, request] as const))(
  "the bundle of %s",
  (verb, request) => {
    const required = Object.entries(request.inputs).flatMap(([name, input]) =>
      isRequired(input) ? [name] : [],
    );

    test("starts, and names what is missing: a required input (2), or a checkout and a forge (1)", async () => {
      const { exitCode, stdout, stderr } = await runAction(verb);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^::error::/m);
      expect(stdout).not.toContain("internal error");
      for (const name of required) expect(stdout).toContain(`${verb}: input "${name}" is missing.`);
      // Some inputs are wanted only when others are absent; the verb itself reports it.
      const isAsked = required.length > 0 || /^::error::\w+: .* missing\./m.test(stdout);
      expect(exitCode).toBe(isAsked ? 2 : 1);
    });

    test("is a verb of the bundled command line", async () => {
      const { stdout } = await exec(process.execPath, [join(DIST, "slipway.js"), verb, "--help"]);
      for (const name of Object.keys(request.inputs)) expect(stdout).toContain(`--${name} `);
    });
  },
);
