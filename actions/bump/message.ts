import { runAddress } from "@slipway/lib/domain/deployments/attribution.ts";
import { releaseImages } from "@slipway/lib/domain/images/further.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { commitAddress, shortNameOf } from "@slipway/lib/domain/repository/sources.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import type { ChangelogEntry } from "@slipway/lib/domain/versions/changelog.ts";
import type { Pin } from "./plan.ts";

/** Lines of one service, and of a whole message: a commit is to be read, and forges cut long ones. */
const SERVICE_ENTRIES = 20;
const MESSAGE_ENTRIES = 200;
const ENTRY_LENGTH = 120;

export interface BumpAttribution {
  readonly source: string;
  /** Address of the repository of that commit, where it is another. */
  readonly repository?: string | undefined;
  /** Address of the run, where there is one. */
  readonly run?: string | undefined;
  readonly actor?: string | undefined;
}

/** Only what changed is in the message: old → new and digest a line with its changelog, then trailers that programs read. */
export function bumpMessage(
  pins: readonly Pin[],
  provenance: BumpAttribution & { readonly environment: string },
): string {
  const { environment } = provenance;
  const [first] = pins;
  const what = pins.length === 1 && first !== undefined ? transition(first) : `${pins.length} services`;
  const room = Math.max(1, Math.min(SERVICE_ENTRIES, Math.floor(MESSAGE_ENTRIES / pins.length)));
  const lines = pins.flatMap((pin) => [
    [transition(pin), ...releaseImages(pin.release).map(({ digest }) => digest)].join(" "),
    ...changelogLines(pin.changelog, room, pin.release.repository),
  ]);
  const trailers = [
    ...pins.map(({ release }) => `Release-Id: ${release.service}=${release.id}`),
    ...attributionTrailers(provenance),
  ];
  return [`bump(${environment}): ${what}`, "", ...lines, "", ...trailers, ""].join("\n");
}

/** The same for pins in files that people edit: a line each. */
export function filesMessage(transitions: readonly string[], provenance: BumpAttribution): string {
  const [first = ""] = transitions;
  const what =
    transitions.length === 1 ? shorten(first.split(" ").slice(1, 5).join(" ")) : `${transitions.length} pins`;
  return [`bump: ${what}`, "", ...transitions, "", ...attributionTrailers(provenance), ""].join("\n");
}

function attributionTrailers({ source, repository, run, actor }: BumpAttribution): readonly string[] {
  return [
    `Source: ${source}`,
    ...(repository === undefined ? [] : [`Source-Commit: ${commitAddress(repository, source)}`]),
    ...(run === undefined ? [] : [`Run: ${run}`]),
    ...(actor === undefined ? [] : [`Actor: ${oneLine(actor)}`]),
    "Slipway-Verb: bump",
  ];
}

export function runOf(env: NodeJS.ProcessEnv): Pick<BumpAttribution, "run" | "actor"> {
  return { run: runAddress(env), actor: env.GITHUB_ACTOR || undefined };
}

function transition({ old, release }: Pin): string {
  return `${release.service} ${old === undefined ? "" : `${old.version} → `}${release.version}`;
}

/** Indented, so that no commit's words can pass for a trailer or for another service's line. */
function changelogLines(
  changelog: readonly ChangelogEntry[],
  room: number,
  repository: string | undefined,
): readonly string[] {
  // Forges make a link of it in this form alone, when the commit is another repository's.
  const place = repository === undefined ? "" : `${shortNameOf(repository)}@`;
  const shown = changelog.slice(0, room);
  const lines = shown.flatMap(({ section, text, sha }, index) => {
    const heading = shown[index - 1]?.section === section ? [] : [`  ${section}`];
    return [...heading, `  - ${shorten(oneLine(text))} (${place}${shortSha(sha)})`];
  });
  const left = changelog.length - shown.length;
  return left === 0 ? lines : [...lines, `  and ${left} more`];
}

function shorten(text: string): string {
  return text.length > ENTRY_LENGTH ? `${text.slice(0, ENTRY_LENGTH)}…` : text;
}
