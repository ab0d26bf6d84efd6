/**
 * The one place that starts processes. Arguments are an array and never pass through a shell; every call has a
 * deadline; a failure is a {@link CommandFailed} that names the command, its exit code and its last line of error.
 * Secrets travel in `env` only, so a command line may be printed.
 */
import { existsSync } from "node:fs";
import { execa } from "execa";
import { UserError } from "../errors/user-error.ts";

const DEFAULT_TIMEOUT_MS = 300_000;
/** After the deadline, in which a command that was told to end may still do so. */
const LET_GO_AFTER_MS = 1_000;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface ExecOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Milliseconds; five minutes unless told otherwise. */
  readonly timeoutMs?: number;
  /** Return a non-zero exit code instead of throwing. A missing command or a passed deadline still throws. */
  readonly allowFailure?: boolean;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface ExecBytesResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

export class CommandFailed extends UserError {
  override readonly name = "CommandFailed";
  readonly command: string;
  readonly exitCode: number;
  readonly stderr: string;

  constructor(command: string, exitCode: number, stderr: string, detail: string) {
    super(`${command}: ${detail}`);
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Runs `command` and returns its output as text, unaltered. */
export async function exec(
  command: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { stdout, stderr, exitCode } = await execBytes(command, args, options);
  return { stdout: stdout.toString("utf8"), stderr, exitCode };
}

/** As {@link exec}, for output that is not text. */
export async function execBytes(
  command: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecBytesResult> {
  const running = execa(command, [...args], execaOptions(options));
  const ended = setTimeout(() => letGo(running), (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) + LET_GO_AFTER_MS);
  const result = await running.finally(() => clearTimeout(ended));
  // Where the process could not even be spawned (a NUL in an argument) there is no output, whatever the types say.
  const stdout = Buffer.from(result.stdout ?? []);
  const stderr = redact(Buffer.from(result.stderr ?? []).toString("utf8"));
  const exitCode = result.exitCode ?? -1;
  if (!result.failed || (options.allowFailure && result.exitCode !== undefined && !result.timedOut)) {
    return { stdout, stderr, exitCode };
  }
  throw new CommandFailed(commandLine(command, args), exitCode, stderr, describe(result, options, stderr));
}

/** What a command started and left behind (git its transport) may hold its pipes for ever: nobody waits for that. */
function letGo({ stdout, stderr }: { readonly stdout: Stream; readonly stderr: Stream }): void {
  for (const stream of [stdout, stderr]) stream?.destroy();
}

type Stream = { destroy(): unknown } | null | undefined;

function execaOptions(options: ExecOptions) {
  return {
    reject: false,
    encoding: "buffer",
    stripFinalNewline: false,
    maxBuffer: MAX_OUTPUT_BYTES,
    timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    // Without input the command must see an end of file, not wait for a terminal.
    input: options.input ?? "",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  } as const;
}

interface Failure {
  readonly code?: string | undefined;
  readonly timedOut?: boolean | undefined;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly shortMessage?: string | undefined;
}

function describe(failure: Failure, options: ExecOptions, stderr: string): string {
  if (failure.timedOut)
    return `no answer within ${(options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000} s, ended.`;
  if (failure.code === "ENOENT") {
    return options.cwd !== undefined && !existsSync(options.cwd)
      ? `the folder ${options.cwd} does not exist.`
      : "command not found.\n  Install it, or add its folder to PATH.";
  }
  const last = lastLine(stderr);
  if (failure.signal !== undefined) return `ended by ${failure.signal}${last}`;
  if (failure.exitCode === undefined) return redact(failure.shortMessage ?? "could not be started.");
  return `exit code ${failure.exitCode}${last}`;
}

function lastLine(stderr: string): string {
  const line = stderr
    .split("\n")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .at(-1);
  return line === undefined ? "." : `: ${line}`;
}

function commandLine(command: string, args: readonly string[]): string {
  const line = [command, ...args].map((arg) => (/[\s"']/.test(arg) ? JSON.stringify(arg) : arg)).join(" ");
  return redact(line.length > 300 ? `${line.slice(0, 300)}…` : line);
}

/** A URL a person configured may carry a password, and servers echo it back in their errors. */
function redact(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@");
}
