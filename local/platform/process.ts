import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import type { ProcessUnit } from "./component.ts";
import { type Namespaces, onlyChild } from "./namespaces.ts";

/** Logs longer than this are truncated at a restart, so that a crash loop cannot fill the disk. */
const longestLog = 50e6;

/** A started process of a unit. */
export interface Running {
  /** Process id on the host of the program itself, not of its wrapper. */
  pid(): number;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<string>;
}

/**
 * Starts a unit's program with its output in `log`. The program never outlives this process: inside, because
 * of its wrapper's parent-death signal; on the host, because of its own process namespace, which also ends
 * everything the program started.
 */
export function startProcess(unit: ProcessUnit, namespaces: Namespaces, log: string): Running {
  if (size(log) > longestLog) truncateSync(log, 0);
  const output = openSync(log, "a");
  const [file, ...args] = [
    ...(unit.where === "node" ? namespaces.enter() : onHost),
    ...inGroup(unit),
    ...inFolder(unit),
    ...unit.command,
  ];
  const child = spawn(file ?? "", args, {
    env: { ...process.env, ...frugal, ...unit.env },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const pid = (): number => onlyChild(child.pid ?? 0) ?? 0;
  return { pid, signal: (signal) => send(pid(), signal), ended: ended(child) };
}

/**
 * Most parts are idle Go programs: twice as many garbage collections save about 400 MB and use little
 * processor time.
 */
const frugal = { GOGC: "50" } as const;

const onHost = [
  "setpriv",
  "--pdeathsig",
  "KILL",
  "unshare",
  "--pid",
  "--mount",
  "--fork",
  "--mount-proc",
  "--kill-child",
  "--",
];

const joining = 'echo 0 > "$0/cgroup.procs" && exec "$@"';
const inGroup = ({ cgroup }: ProcessUnit): readonly string[] => (cgroup ? ["sh", "-c", joining, cgroup] : []);

const inFolder = (unit: ProcessUnit): readonly string[] => (unit.cwd ? ["env", `--chdir=${unit.cwd}`] : []);

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `exited with code ${code}`));
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 1) process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

const size = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
};

/** The last lines of a log, for people. */
export function lastLines(log: string, count: number): readonly string[] {
  try {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-count);
  } catch {
    return [];
  }
}
