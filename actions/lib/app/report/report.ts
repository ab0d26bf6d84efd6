/** What a verb says while it works. Two adapters: a GitHub Actions log and a terminal. */
import type { Answer } from "./answer.ts";

export interface FileLocation {
  readonly file: string;
  /** Starts at 1. */
  readonly line?: number;
}

export interface Report {
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  info(message: string): void;
  /** What will be done, one line a change; the whole output of a dry run. */
  plan(lines: readonly string[]): void;
  notice(message: string, place?: FileLocation): void;
  warning(message: string, place?: FileLocation): void;
  error(message: string, place?: FileLocation): void;
  /** A table at the end: the job summary, or the terminal. Cells are plain text. */
  summary(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void;
  /** A unified diff, coloured where colours are seen; a line that starts with "===" is a heading, "!" a warning. */
  diff(text: string): void;
  /** Markdown for the job summary, escaped by who calls; a terminal leaves it out. */
  markdown(text: string): void;
}

export interface Context {
  /** Absolute path of the checkout the verb works on. */
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: { now(): Date };
  readonly report: Report;
  /** Plan and print; change nothing outside this process. */
  readonly dryRun: boolean;
}

export type Status = "done" | "nothing" | "waiting" | "refused" | "failed";

export interface Result {
  readonly service: string;
  readonly environment?: string;
  readonly status: Status;
  /** Why, as text. */
  readonly reason: string;
}

export interface Outcome {
  readonly outputs: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
  /** A verb that refused a requested change did not do its work: the run must not be green. */
  readonly failsWhenRefused?: true;
  /** Of a verb that only looks: what was requested. */
  readonly answer?: Answer;
}

export type Verb<Q> = (request: Q, context: Context) => Promise<Outcome>;

/** Says nothing: for tests and for callers that print the outcome themselves. */
export const silent: Report = {
  group: (_title, body) => body(),
  info() {},
  plan() {},
  notice() {},
  warning() {},
  error() {},
  summary() {},
  diff() {},
  markdown() {},
};
