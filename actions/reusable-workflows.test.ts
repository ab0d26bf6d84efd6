/** The workflows that other repositories call are what this repository's own are, and those that call them pass the linters. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { calledName, calledWorkflow, callingWorkflow, REUSABLE } from "./reusable-workflows.ts";

const folder = new URL("../.github/workflows/", import.meta.url);
const read = (name: string) => readFile(new URL(`${name}.yml`, folder), "utf8");
const SLIPWAY = {
  repository: "slipway-dev/slipway",
  commit: "a".repeat(40),
  version: "v1.2.3",
  isElsewhere: false,
};

const jobs = z.looseObject({
  jobs: z.record(
    z.string(),
    z.looseObject({
      permissions: z.record(z.string(), z.string()),
      steps: z.array(z.looseObject({ uses: z.string().optional() })).default([]),
    }),
  ),
});

test.each(REUSABLE)("%s: the called workflow is up to date (node actions/document.ts)", async (name) => {
  expect(await read(calledName(name))).toBe(calledWorkflow(name, await read(name)));
});

test.each(REUSABLE)(
  "%s: what is called has the same jobs, verbs and rights, and nothing of this repository",
  async (name) => {
    const text = await read(calledName(name));
    const [own, called] = [await read(name), text].map((each) => jobs.parse(parse(each)).jobs);
    expect(Object.keys(called ?? {})).toEqual(Object.keys(own ?? {}));
    const verbs = (from: typeof own) =>
      Object.values(from ?? {}).map(({ permissions, steps }) => ({
        permissions,
        verbs: steps.flatMap(({ uses = "" }) => /\/actions\/([a-z-]+)$/.exec(uses)?.[1] ?? []),
      }));
    const withoutPackages = verbs(own).map((each) => ({
      ...each,
      verbs: each.verbs.filter((verb) => verb !== "packages"),
    }));
    expect(verbs(called)).toEqual(withoutPackages);
    expect(text).not.toMatch(/uses: \.\/(?!\.\.\/slipway\/)|heads\/main|NODE_IMAGE|branches: \[main\]/);
  },
);

test("a repository of calling workflows passes the linters; each job gets what the called ones need, and no more", async () => {
  await using adopter = await temporaryFolder();
  const target = join(adopter.path, ".github/workflows");
  await mkdir(target, { recursive: true });
  await mkdir(join(adopter.path, ".git"));
  for (const name of REUSABLE) {
    const calling = callingWorkflow(name, await read(name), SLIPWAY, "trunk");
    await writeFile(join(target, `${name}.yml`), calling);
    expect(calling.split("\n").filter((line) => /^(jobs| )/.test(line)).length, name).toBeLessThan(60);
    expect(calling).not.toContain("branches: [main]");
  }
  const lint = await exec("actionlint", ["-no-color", "-oneline", "-shellcheck=", "-pyflakes="], {
    ...{ cwd: adopter.path, allowFailure: true },
  });
  expect(lint.stdout).toBe("");
  const args = ["--offline", "--no-progress", "--persona=pedantic", "--format=json-v1", "."];
  const { stdout } = await exec("zizmor", args, { cwd: adopter.path, allowFailure: true });
  const found = z.array(z.looseObject({ ident: z.string() })).parse(JSON.parse(stdout));
  // gates, gates-check and hotfix-land: .github/zizmor.yml says why those triggers are safe.
  expect(found.map(({ ident }) => ident)).toEqual(Array(3).fill("dangerous-triggers"));
});

test("planted: an action of this repository that the generator does not know stays visible", () => {
  const text = "name: a\non:\n  push:\npermissions: {}\njobs: {}\n# uses: ./actions/x\n# branches: [main]\n";
  expect(calledWorkflow("a", text)).toContain("uses: ./../slipway/actions/x");
  expect(callingWorkflow("a", text, SLIPWAY, "main")).toContain(`call-a.yml@${SLIPWAY.commit} # v1.2.3`);
});
