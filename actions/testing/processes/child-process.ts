/**
 * `node:child_process` as tests have it, see vitest.config.ts. Linux starts a process with a copy of its starter's page
 * tables: 10 to 20 ms of system time for a worker with the modules of a test, 1 ms for a small process. So a small
 * process of the worker starts what goes through `execFile` with buffers; all else is Node's own.
 */
import type { ChildProcess, ExecFileException, ExecFileOptions } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const node = process.getBuiltinModule("node:child_process");

export const { exec, execFileSync, execSync, fork, spawn, spawnSync } = node;

type Callback = (error: ExecFileException | null, stdout: Buffer, stderr: Buffer) => void;

interface Answer {
  readonly id: number;
  readonly error: (Partial<ExecFileException> & { readonly message: string }) | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

const waiting = new Map<number, Callback>();
let calls = 0;
let starter: ChildProcess | undefined;

export function execFile(command: string, args: readonly string[], ...rest: unknown[]): ChildProcess {
  const [options, callback] = rest as [ExecFileOptions & { encoding?: string }, Callback];
  if (options?.encoding !== "buffer" || callback === undefined) {
    return (node.execFile as (...all: unknown[]) => ChildProcess)(command, args, ...rest);
  }
  calls += 1;
  const id = calls;
  waiting.set(id, callback);
  const send = (message: object) => startedStarter().send({ id, ...message });
  const where = { cwd: options.cwd ?? process.cwd(), env: options.env ?? process.env };
  const stdin = {
    on: () => stdin,
    end: (input: string | Uint8Array = "") =>
      send({ command, args, input, options: { ...options, ...where, env: { ...where.env } } }),
  };
  return { stdin, kill: (signal = "SIGTERM") => send({ signal }) } as unknown as ChildProcess;
}

// Its promise is of both outputs, and so another than that of any function with a callback.
Object.assign(execFile, { [promisify.custom]: promisify(node.execFile) });

function startedStarter(): ChildProcess {
  if (starter === undefined) {
    starter = node.fork(join(import.meta.dirname, "starter.mjs"), {
      serialization: "advanced",
      // Small it has to stay.
      execArgv: ["--max-semi-space-size=1", "--optimize-for-size"],
    });
    starter.on("message", (message) => answer(message as Answer));
    starter.unref();
  }
  // The worker may end when nobody waits any more.
  starter.channel?.ref();
  return starter;
}

function answer({ id, error, stdout, stderr }: Answer): void {
  const callback = waiting.get(id);
  waiting.delete(id);
  if (waiting.size === 0) starter?.channel?.unref();
  const failure = error === null ? null : Object.assign(new Error(error.message), error);
  callback?.(failure, bufferOf(stdout), bufferOf(stderr));
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
