import { exec } from "@slipway/lib/io/exec/exec.ts";
import * as z from "zod";
import type { Finding } from "./finding.ts";

const options = { allowFailure: true, timeoutMs: 240_000 } as const;

const linted = z.array(
  z.looseObject({
    Filename: z.string(),
    Location: z.looseObject({ Start: z.looseObject({ LineNumber: z.int() }) }),
    Message: z.string(),
    Rule: z.looseObject({ Id: z.string() }),
  }),
);

/** cfn-lint: whether CloudFormation accepts the templates. @param files relative to `cwd` */
export async function cfnLint(
  python: string,
  files: readonly string[],
  cwd: string,
): Promise<readonly Finding[]> {
  const args = ["-c", "from cfnlint.runner import main; main()", "--format", "json", ...files];
  const { stdout, stderr, exitCode } = await exec(python, args, { ...options, cwd });
  // It ends with a sum of 2 (errors), 4 (warnings) and 8 (hints); any other code is a failure of its own.
  if (exitCode % 2 !== 0 || exitCode > 14) throw new Error(`cfn-lint ended with ${exitCode}: ${stderr}`);
  return linted
    .parse(JSON.parse(stdout === "" ? "[]" : stdout))
    .map(({ Filename, Location, Message, Rule }) => ({
      file: Filename,
      line: Location.Start.LineNumber,
      what: `${Rule.Id}: ${Message}`,
      remedy: "Change eks/generate, then npm run eks -- generate.",
    }));
}

const report = z.looseObject({
  results: z.looseObject({
    failed_checks: z.array(
      z.looseObject({
        check_id: z.string(),
        check_name: z.string(),
        resource: z.string(),
        file_path: z.string(),
        file_line_range: z.tuple([z.int(), z.int()]),
      }),
    ),
    parsing_errors: z.array(z.string()).default([]),
  }),
});

/** checkov: what is insecure in the templates. @param files relative to `cwd` */
export async function checkov(
  python: string,
  files: readonly string[],
  cwd: string,
): Promise<readonly Finding[]> {
  const args = ["-m", "checkov.main", "--framework", "cloudformation", "--output", "json"];
  const inputs = files.flatMap((file) => ["--file", file]);
  const env = { CHECKOV_RUN_SCA_PACKAGE_SCAN_V2: "false", LOG_LEVEL: "ERROR" };
  const { stdout, stderr, exitCode } = await exec(
    python,
    [...args, "--quiet", "--soft-fail", "--skip-download", ...inputs],
    { ...options, cwd, env },
  );
  if (exitCode !== 0) throw new Error(`checkov ended with ${exitCode}: ${stderr}`);
  const { failed_checks, parsing_errors } = report.parse(JSON.parse(stdout)).results;
  return [
    ...parsing_errors.map((file) => ({
      file,
      what: "checkov cannot read it",
      remedy: "Run cfn-lint on it.",
    })),
    ...failed_checks.map(({ check_id, check_name, resource, file_path, file_line_range: [line] }) => ({
      file: files.find((file) => file_path.endsWith(file)) ?? file_path.replace(/^\//, ""),
      line,
      what: `${check_id}: ${check_name} (${resource})`,
      remedy: "Change eks/generate, or record the exception and its reason there: excused(…).",
    })),
  ];
}
