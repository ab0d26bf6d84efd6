import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { exec } from "../../io/exec/exec.ts";

const lib = new URL("../..", import.meta.url).pathname;

/** Runs `verb` (source text of the function) as an action in its own process, as a runner does. */
async function run(verb: string, inputs: Readonly<Record<string, string>>) {
  await using folder = await temporaryFolder();
  const [output, summary] = [join(folder.path, "output"), join(folder.path, "summary")];
  await Promise.all([writeFile(output, ""), writeFile(summary, "")]);
  const script = join(folder.path, "index.ts");
  await writeFile(
    script,
    `import { action } from "${lib}app/report/action.ts";
import { defineRequest } from "${lib}app/request/request.ts";
import { text } from "${lib}domain/parsing/values.ts";
import { UserError } from "${lib}domain/errors/user-error.ts";
const request = defineRequest({
  verb: "try", summary: "Tries.",
  inputs: { "node-image": { description: "An image.", schema: text } },
  outputs: { one: "One.", two: "Two." },
});
await action(request, ${verb});
`,
  );
  const env = {
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: folder.path,
  };
  const { stdout, exitCode } = await exec(process.execPath, [script], { env, allowFailure: true });
  return {
    stdout,
    exitCode,
    output: await readFile(output, "utf8"),
    summary: await readFile(summary, "utf8"),
  };
}

test("AP-28 inputs come in, every declared output goes out, results are in the summary, escaped", async () => {
  const result = await run(
    `async (q) => ({ outputs: { one: q.nodeImage }, results: [{ service: "a", status: "done", reason: "<script>" }] })`,
    { "node-image": "node:24" },
  );
  expect(result.exitCode).toBe(0);
  expect(result.output).toMatch(/one<<(\S+)\nnode:24\n\1\ntwo<<(\S+)\n\n\2/);
  expect(result.summary).toContain("<td>&lt;script&gt;</td>");
});

test("AP-27 a failed service fails the step, after the outputs of the others are set", async () => {
  const result = await run(
    `async () => ({ outputs: { one: "1" }, results: [{ service: "a", status: "failed", reason: "boom" }] })`,
    { "node-image": "x" },
  );
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toContain("::error::a failed: boom");
  expect(result.output).toContain("\n1\n");
});

test("AP-5 a thrown mistake of the user is one annotation without a stack", async () => {
  const result = await run(`async () => { throw new UserError("a.yaml:1: wrong.\\n  Fix it."); }`, {
    "node-image": "x",
  });
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toBe("::error::a.yaml:1: wrong.%0A  Fix it.\n");
});
