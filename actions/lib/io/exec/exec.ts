/**
 * The one place that starts processes. Arguments are an array and never pass through a shell; every call has a
 * deadline; a failure is a {@link CommandFailed} that names the command, its exit code and its last line of error.
 * Secrets travel in `env` only, so a command line may be printed.
 */
import { type ExecFileException, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { UserError } from "../../domain/errors/user-error.ts";

const DEFAULT_TIMEOUT_MS = 300_000;
/** Time that a command must end by itself after the deadline, for example to remove its lock files. */
const KILL_AFTER_MS = 1_000;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface ExecOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Milliseconds; five minutes by default. */
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
  const { error, stdout, stderr } = await run(command, args, options);
  const exitCode = error === null ? 0 : exitCodeOf(error);
  if (error === null || (options.allowFailure && exitCode !== undefined)) {
    return { stdout, stderr, exitCode: exitCode ?? -1 };
  }
  throw new CommandFailed(
    commandLine(command, args),
    exitCode ?? -1,
    stderr,
    describe(error, options, stderr),
  );
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Node's own `execFile`: every action starts with this module, and a library for it is a third of its start. */
function run(command: string, args: readonly string[], options: ExecOptions): Promise<Ended> {
  const timeout = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return new Promise((resolve) => {
    const end = (error: ExecFileException | null, stdout = Buffer.alloc(0), stderr = Buffer.alloc(0)) =>
      resolve({ error, stdout, stderr: redact(stderr.toString("utf8")) });
    try {
      const child = execFile(
        command,
        args,
        {
          cwd: options.cwd,
          env: { ...process.env, ...options.env },
          encoding: "buffer",
          maxBuffer: MAX_OUTPUT_BYTES,
          timeout,
        },
        (error, stdout, stderr) => {
          clearTimeout(kill);
          end(error, stdout, stderr);
        },
      );
      const kill = setTimeout(() => child.kill("SIGKILL"), timeout + KILL_AFTER_MS);
      // A command that ends without reading its input closes the pipe; its exit code says what it thought of it.
      child.stdin?.on("error", () => {});
      // Without input the command sees an end of file instead of waiting for a terminal.
      child.stdin?.end(options.input ?? "");
    } catch (error) {
      // An argument that no process can take, such as one with a NUL.
      end(error as ExecFileException);
    }
  });
}

/** Undefined where the command did not end by itself: not started, ended by a signal, or too late. */
function exitCodeOf({ code, killed }: ExecFileException): number | undefined {
  return typeof code === "number" && !killed ? code : undefined;
}

function describe(error: ExecFileException, options: ExecOptions, stderr: string): string {
  const { code } = error;
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
    return `more output than ${MAX_OUTPUT_BYTES} bytes, ended.`;
  if (error.killed) return `no answer within ${(options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000} s, ended.`;
  if (code === "ENOENT") {
    return options.cwd !== undefined && !existsSync(options.cwd)
      ? `the folder ${options.cwd} does not exist.`
      : "command not found.\n  Install it, or add its folder to PATH.";
  }
  const last = lastLine(stderr);
  if (error.signal) return `ended by ${error.signal}${last}`;
  if (typeof code !== "number") return redact(error.message);
  return `exit code ${code}${last}`;
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
  return text.replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]{1,2000}@/gi, "$1***@");
}
