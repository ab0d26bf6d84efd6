/** The verbs at a terminal. Exit codes: 0 done or nothing to do, 1 something failed, 2 the request makes no sense. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  describeError,
  EXIT_BAD_REQUEST,
  EXIT_DONE,
  exitCode,
  exitCodeOf,
  reportOutcome,
} from "@slipway/lib/app/report/outcome.ts";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { answerText, type TerminalOptions, terminalReport } from "@slipway/lib/app/report/terminal.ts";
import { describedFor } from "@slipway/lib/app/request/documentation.ts";
import { BadRequest, camelCase, type Input, isRequired } from "@slipway/lib/app/request/request.ts";
import { NotSetUp } from "@slipway/lib/domain/environments/adopted.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { jsonForTerminal } from "@slipway/lib/domain/text/untrusted.ts";
import { Argument, Command, CommanderError, Option } from "commander";
import { completion, SHELLS, type Shell } from "./completion.ts";
import { type AnyVerb, commands } from "./verbs.ts";

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Standard output: only what was requested (an answer, `--json`, `--help`). */
  readonly out: (text: string) => void;
  /** Asked whether it shows colours; absent: it does not. */
  readonly outStream?: NodeJS.WriteStream;
  /** Standard error: progress and warnings. */
  readonly err: TerminalOptions;
}

interface CommonFlags {
  readonly json?: boolean;
  readonly dryRun?: unknown;
  readonly workspace?: string;
}

/** Runs one command line and returns its exit code; never throws for errors of the user. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const result = { code: EXIT_DONE };
  const program = new Command("slipway")
    .description("Moves releases through environments with git as the only state.")
    .helpCommand("help [verb]", "show what a verb takes")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err.write });
  for (const verb of commands) {
    const run: Run = async (raw, flags) => {
      result.code = await runVerb(verb, raw, flags, terminal);
    };
    program.addCommand(command(verb, run).copyInheritedSettings(program));
  }
  program.addCommand(completionCommand(terminal).copyInheritedSettings(program));
  try {
    await program.parseAsync([...args], { from: "user" });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_REQUEST;
    throw error;
  }
}

function completionCommand(terminal: Terminal): Command {
  return new Command("completion")
    .description("Prints what a shell completes slipway with: source <(slipway completion bash)")
    .addArgument(new Argument("<shell>", "the shell to complete in").choices(SHELLS))
    .action((shell: Shell) =>
      terminal.out(
        completion(
          shell,
          commands.map(({ request }) => request),
        ),
      ),
    );
}

type Run = (raw: Readonly<Record<string, string>>, flags: CommonFlags) => Promise<void>;

function command({ request }: AnyVerb, run: Run): Command {
  const each = new Command(request.verb).description(request.summary);
  for (const [name, input] of Object.entries(request.inputs)) each.addOption(option(name, input));
  each.option("--json", "print the outcome as JSON on standard output");
  if (!Object.hasOwn(request.inputs, "dry-run")) {
    each.option("--dry-run", "print the plan and change nothing");
  }
  each.option("--workspace <folder>", "the checkout to work on", ".");
  each.addHelpText("after", environmentHelp);
  const positional = Object.keys(request.inputs).filter((name) => request.inputs[name]?.isPositional);
  for (const name of positional) each.argument(`[${name}]`, `the same as --${name}`);
  return each.action(async () => {
    const flags = each.opts<Readonly<Record<string, unknown>>>();
    const raw = Object.keys(request.inputs).flatMap((name) => {
      const value = flags[camelCase(name)] ?? each.args[positional.indexOf(name)];
      return typeof value === "string" ? [[name, value] as const] : [];
    });
    await run(Object.fromEntries(raw), flags);
  });
}

const environmentHelp = `
Environment:
  SLIPWAY_TOKEN       token of the bot, for pushes and the forge's API
  GITHUB_REPOSITORY   owner/name at the forge
  GITHUB_API_URL      the forge's API (…/api/v1 is Gitea), https://api.github.com when absent`;

function option(name: string, input: Input): Option {
  // A flag that is off by default is turned on by its name alone.
  const isFlag = input.default === "false";
  const names = input.alias === undefined ? `--${name}` : `--${input.alias}, --${name}`;
  const described = new Option(
    `${names} ${isFlag ? "[value]" : "<value>"}`,
    describedFor(input) + (isRequired(input) ? " (required)" : ""),
  );
  if (isFlag) described.preset("true");
  // Required is checked by the schema, which reports all that is wrong at once.
  return input.default && input.setting === undefined ? described.default(input.default) : described;
}

async function runVerb(
  verb: AnyVerb,
  raw: Readonly<Record<string, string>>,
  flags: CommonFlags,
  terminal: Terminal,
): Promise<number> {
  const context: Context = {
    workspace: resolve(terminal.cwd, flags.workspace ?? "."),
    env: terminal.env,
    clock: { now: () => new Date() },
    report: terminalReport(terminal.err),
    dryRun: flags.dryRun === true || flags.dryRun === "true",
  };
  try {
    const outcome = await verb.run(raw, context);
    const { answer } = outcome;
    if (flags.json) terminal.out(`${jsonForTerminal(answer?.document ?? outcome)}\n`);
    else if (answer !== undefined) terminal.out(`${answerText(answer, terminal.outStream)}\n`);
    reportOutcome(verb.request.verb, outcome, context.report);
    return exitCode(outcome);
  } catch (error) {
    context.report.error(describeError(error));
    if (verb.request.verb !== "init" && isStranger(context.workspace, error)) context.report.notice(WAY_IN);
    return exitCodeOf(error);
  }
}

const WAY_IN =
  "This checkout has no folder environments/, so this repository is not set up for Slipway.\n  Run `slipway init` in it (docs/adopt.md), or name another checkout with --workspace.";

/** What failed may have failed because nothing of Slipway is there: no remote, no branch. */
function isStranger(workspace: string, error: unknown): boolean {
  if (!(error instanceof UserError) || error instanceof BadRequest || error instanceof NotSetUp) return false;
  const isRoot = existsSync(join(workspace, ".git"));
  return isRoot && !existsSync(join(workspace, "environments"));
}
