import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, DIST } from "./bundle.ts";
import { verbs } from "./cli/verbs.ts";
import { exec } from "./lib/exec/exec.ts";
import { isRequired } from "./lib/request/request.ts";

test("actions/dist is what the sources give (renew it with: npm run bundle)", async () => {
  const built = await bundle();
  const committed = readdirSync(DIST).sort();
  expect(committed).toEqual([...built.keys()].sort());
  const changed = committed.filter((name) => readFileSync(join(DIST, name), "utf8") !== built.get(name));
  expect(changed).toEqual([]);
});

test("the same sources give the same bytes, whatever the folder is called", async () => {
  const [one, other] = [await bundle(), await bundle()];
  expect([...one]).toEqual([...other]);
  for (const content of one.values()) expect(content).not.toContain(process.cwd());
});

test("the licence of every bundled package is shipped", async () => {
  const licenses = readFileSync(join(DIST, "licenses.txt"), "utf8");
  for (const name of ["@actions/core", "commander", "execa", "zod"]) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  }
  expect(licenses).not.toContain("(the package has no licence file)");
});

/** As the runner starts an action: inputs in the environment, nothing else of ours. */
const asAction = { GITHUB_ACTIONS: "true", GITHUB_OUTPUT: "", GITHUB_STEP_SUMMARY: "" };

describe.each(verbs.map(({ request }) => [request.verb, request] as const))(
  "the bundle of %s",
  (verb, request) => {
    const required = Object.entries(request.inputs).flatMap(([name, input]) =>
      isRequired(input) ? [name] : [],
    );

    test("starts, and ends with 2 naming an input it cannot use", async () => {
      const [name = ""] = required.length > 0 ? required : Object.keys(request.inputs);
      const env = required.length > 0 ? asAction : { ...asAction, [`INPUT_${name.toUpperCase()}`]: "\u0000" };
      const { exitCode, stdout, stderr } = await exec(process.execPath, [join(DIST, `${verb}.js`)], {
        env,
        allowFailure: true,
      });
      expect(stderr).toBe("");
      expect(stdout).toMatch(new RegExp(`^::error::${verb}: input "${name}"`));
      expect(exitCode).toBe(2);
    });

    test("is a verb of the bundled command line", async () => {
      const { stdout } = await exec(process.execPath, [join(DIST, "slipway.js"), verb, "--help"]);
      for (const name of Object.keys(request.inputs)) expect(stdout).toContain(`--${name} `);
    });
  },
);
