import { oneLine as onOneLine } from "../text/lines.ts";
/** Who asked for a commit, and where its run can be looked at: the trailers that `readDeployments` reads again. */

export interface Provenance {
  readonly actor: string;
  /** Address of the run, where there is one. */
  readonly run: string | undefined;
}

/** The account at the forge in a workflow, that of the machine at a terminal. */
export function actorOf(env: NodeJS.ProcessEnv, fallback: string): string {
  return env.GITHUB_ACTOR || env.USER || fallback;
}

export function provenanceOf(env: NodeJS.ProcessEnv, actor: string): Provenance {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return {
    actor,
    run: server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  };
}

export function provenanceTrailers({ actor, run }: Provenance, verb: string): readonly string[] {
  return [...(run === undefined ? [] : [`Run: ${run}`]), `Actor: ${oneLine(actor)}`, `Slipway-Verb: ${verb}`];
}

const LONGEST_LINE = 300;

/** A line break would let a reason, or a name, write trailers of its own. */
export function oneLine(text: string): string {
  const line = onOneLine(text);
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
