import type { Pin } from "./plan.ts";

export interface Provenance {
  readonly environment: string;
  readonly source: string;
  /** Address of the run, where there is one. */
  readonly run?: string | undefined;
  readonly actor?: string | undefined;
}

/** Only what changed is in the message: old → new and digest a line, then trailers that programs read. */
export function bumpMessage(pins: readonly Pin[], provenance: Provenance): string {
  const { environment, source, run, actor } = provenance;
  const [first] = pins;
  const what = pins.length === 1 && first !== undefined ? transition(first) : `${pins.length} services`;
  const lines = pins.map((pin) => `${transition(pin)} ${pin.release.image.digest}`);
  const trailers = [
    ...pins.map(({ release }) => `Release-Id: ${release.service}=${release.id}`),
    `Source: ${source}`,
    ...(run === undefined ? [] : [`Run: ${run}`]),
    ...(actor === undefined ? [] : [`Actor: ${oneLine(actor)}`]),
    "Slipway-Verb: bump",
  ];
  return [`bump(${environment}): ${what}`, "", ...lines, "", ...trailers, ""].join("\n");
}

/** Where this run can be looked at, from what Actions sets. */
export function provenanceOf(env: NodeJS.ProcessEnv): Pick<Provenance, "run" | "actor"> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  const known = server && repository && run;
  return {
    run: known ? `${server}/${repository}/actions/runs/${run}` : undefined,
    actor: env.GITHUB_ACTOR || undefined,
  };
}

function transition({ old, release }: Pin): string {
  return `${release.service} ${old === undefined ? "" : `${old.version} → `}${release.version}`;
}

// A line break would let a name write trailers of its own.
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
