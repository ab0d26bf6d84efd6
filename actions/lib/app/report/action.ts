/** Runs a verb as a GitHub (or Gitea) action: inputs in, outputs, annotations, job summary and exit code out. */
import * as core from "@actions/core";
import type { Inputs, Outputs, RequestOf, RequestSchema } from "../request/request.ts";
import { withSettings } from "../request/settings.ts";
import { githubReport } from "./github.ts";
import { describeError, EXIT_DONE, exitCode, exitCodeOf, reportAnswer, reportOutcome } from "./outcome.ts";
import type { Context, Outcome, Verb } from "./report.ts";

export async function action<I extends Inputs, O extends Outputs>(
  request: RequestSchema<I, O>,
  verb: Verb<RequestOf<I>>,
): Promise<void> {
  const context = actionContext();
  try {
    const raw = await withSettings(request.inputs, readInputs(request), context.workspace);
    const outcome = await verb(request.parse(raw), context);
    setOutputs(request, outcome);
    reportAnswer(outcome, context.report);
    reportOutcome(request.verb, outcome, context.report);
    leave(exitCode(outcome), `${request.verb}: a service failed or was refused; the others' results stand.`);
  } catch (error) {
    leave(exitCodeOf(error), describeError(error));
  } finally {
    await writeSummary();
  }
}

function actionContext(): Context {
  return {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    env: process.env,
    clock: { now: () => new Date() },
    report: githubReport(),
    dryRun: false,
  };
}

function readInputs(request: RequestSchema): Record<string, string> {
  return Object.fromEntries(Object.keys(request.inputs).map((name) => [name, core.getInput(name)]));
}

/** Every declared output is set, so that a later step never reads one of an older run or an undefined one. */
function setOutputs(request: RequestSchema, outcome: Outcome): void {
  for (const name of Object.keys(request.outputs)) core.setOutput(name, outcome.outputs[name] ?? "");
}

function leave(code: number, message: string): void {
  if (code === EXIT_DONE) return;
  core.setFailed(message);
  process.exitCode = code;
}

async function writeSummary(): Promise<void> {
  if (core.summary.isEmptyBuffer()) return;
  try {
    await core.summary.write();
  } catch (error) {
    core.warning(`The job summary could not be written: ${String(error)}`);
  }
}
