/** What a verb answers: exit codes and the states of a result. */
import { EXIT_BAD_REQUEST, EXIT_DONE, EXIT_FAILED } from "@slipway/lib/app/report/outcome.ts";
import type { Status } from "@slipway/lib/app/report/report.ts";
import { page, table } from "./markdown.ts";

/** A status that is added without an explanation does not compile. */
const states: Readonly<Record<Status, string>> = {
  done: "the change was made",
  nothing: "there was nothing to do",
  waiting: "the next run looks again; for example a gate is closed or a canary runs",
  refused: "the change is not allowed; the reason says what would allow it",
  failed: "an error; the reason says what to fix",
};

export function exitCodesPage(): string {
  const codes = [
    [`${EXIT_DONE}`, "done, nothing to do, or waiting for a gate"],
    [
      `${EXIT_FAILED}`,
      "a service failed, or a verb refused the requested change; results of other services are kept",
    ],
    [`${EXIT_BAD_REQUEST}`, "the inputs are invalid; all findings are printed and nothing was done"],
  ];
  return page(
    "Exit codes and results",
    table(["exit code", "meaning"], codes),
    "## Results",
    "Each service in each environment has its own result. The job summary and the terminal show them as a table; `--json` prints them.",
    table(
      ["status", "meaning"],
      Object.entries(states).map(([status, meaning]) => [`\`${status}\``, meaning]),
    ),
  );
}
