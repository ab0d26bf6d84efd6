/** Who requested a commit, and the address of its run: the trailers that `readDeployments` parses. */
import { oneLine as onOneLine } from "../text/lines.ts";

export interface Attribution {
  readonly actor: string;
  /** Address of the run, if there is one. */
  readonly run: string | undefined;
}

/** The account at the forge in a workflow, that of the machine at a terminal. */
export function actorOf(env: NodeJS.ProcessEnv, fallback: string): string {
  return env.GITHUB_ACTOR || env.USER || fallback;
}

export function attributionOf(env: NodeJS.ProcessEnv, actor: string): Attribution {
  return { actor, run: runAddress(env) };
}

/** The page of this run, from the variables that Actions sets. */
export function runAddress(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}

export function attributionTrailers({ actor, run }: Attribution, verb: string): readonly string[] {
  return [...(run === undefined ? [] : [`Run: ${run}`]), `Actor: ${oneLine(actor)}`, `Slipway-Verb: ${verb}`];
}

const LONGEST_LINE = 300;

/** A line break would let a reason, or a name, write its own trailers. */
export function oneLine(text: string): string {
  const line = onOneLine(text);
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
