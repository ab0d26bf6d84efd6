/** Which holds there are in an environment, and against which releases they stand. */
import { Findings, UserError } from "../errors/user-error.ts";
import type { Release } from "../releases/releases.ts";
import type { Tree } from "../repository/git.ts";
import { type Hold, holdsFolder, parseHold } from "./hold.ts";

export {
  formatHold,
  type Hold,
  type HoldCause,
  type HoldOrder,
  holdFile,
  holdsFolder,
  parseHold,
  toHold,
  toSeconds,
} from "./hold.ts";

/** Undefined: it is not a hold that can be read. */
export function holdIn(bytes: Buffer, path: string): Hold | undefined {
  try {
    return parseHold(bytes, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Files that may be in holds/ without being a hold. */
const NO_HOLDS = ["README.md", ".gitkeep"];

/**
 * All holds of an environment, expired ones too, in the order of their paths. Throws `Findings` with everything wrong: an
 * unreadable file may hold anything, so nothing may come in while there is one.
 */
export async function readHolds(tree: Tree, environment: string): Promise<readonly Hold[]> {
  const folder = holdsFolder(environment);
  const paths = (await tree.list(folder)).filter((path) => !NO_HOLDS.includes(path.slice(folder.length + 1)));
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  const findings: string[] = [];
  const holds = paths.flatMap((path, index) => {
    try {
      return [parseHold(contents[index] ?? "", path)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(...(error instanceof Findings ? error.findings : [error.message]));
      return [];
    }
  });
  Findings.throwIfAny(findings);
  return holds;
}

/** Whether the hold has expired. */
export function isExpired({ until }: Hold, now: Date): boolean {
  return until !== null && Date.parse(until) <= now.getTime();
}

/** Fields by which a hold identifies a release; its version may be unknown yet. */
type Held = Pick<Release, "service" | "id" | "image" | "source">;

/** The unexpired hold of exactly this release or image; the oldest if there are several. */
export function holdOf(holds: readonly Hold[], release: Held, now: Date): Hold | undefined {
  return standing(holds, release, now).find((hold) => isOf(hold, release));
}

/**
 * The hold that keeps `candidate` out: one of this very release or image, or one of a release of the service that
 * `candidate` is not newer than. `descends` is asked whether a source commit is, or is an ancestor of, another.
 */
export async function holdOn(
  holds: readonly Hold[],
  candidate: Held,
  now: Date,
  descends: (ancestor: string, descendant: string) => Promise<boolean>,
): Promise<Hold | undefined> {
  const own = holdOf(holds, candidate, now);
  if (own !== undefined) return own;
  const others = standing(holds, candidate, now);
  const newer = await Promise.all(
    others.map(async ({ source }) => source !== candidate.source && descends(source, candidate.source)),
  );
  return others.find((_, index) => !newer[index]);
}

function standing(holds: readonly Hold[], { service }: Held, now: Date): readonly Hold[] {
  return holds
    .filter((hold) => hold.service === service && !isExpired(hold, now))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function isOf({ releaseId, digest }: Hold, { id, image }: Held): boolean {
  return releaseId === id || digest === image.digest;
}

/** One sentence, and how the hold ends. */
export function describeHold(hold: Hold): string {
  const { version, environment, service, cause, reason, by, at, until } = hold;
  const end =
    until === null
      ? "It ends with a release whose source contains the held one's, or by"
      : `It ends at ${until}, with a release whose source contains the held one's, or by`;
  return (
    `${version} is held in ${environment} since ${at} (${cause}, by ${by}): ${reason.replace(/\s+/g, " ").trim()}.\n` +
    `  ${end} \`slipway hold --lift --environment ${environment} --service ${service}\`.`
  );
}
