/** Order of pins that another repository's builds bring: what an earlier bump pinned there must be in the history of the new one. */
import { trailersOf } from "@slipway/lib/domain/deployments/trailers.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { CommitRecord, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { targetOf } from "./files-plan.ts";
import type { BumpRequest, FilePin } from "./request.ts";

/** Changes of one file; what was pinned before that many others is ordered by its version alone. */
const LOOKED_AT = 100;

/** Pin → why it is late. In a repository that holds both, the tip says what is newest, and nothing is asked. */
export async function findLate(
  { git, tip }: { readonly git: Git; readonly tip: Tree },
  { source, repository }: Pick<BumpRequest, "source" | "repository">,
  pins: readonly FilePin[],
): Promise<ReadonlyMap<FilePin, string>> {
  if (repository === undefined) return new Map();
  const found = await Promise.all(
    pins.map(async (pin) => {
      const records = await git.records([tip.commit], {
        pathspecs: [`:(literal)${pin.file}`],
        isFirstParent: true,
        limit: LOOKED_AT,
      });
      const before = records.map((record) => sourceOf(record, pin)).find((each) => each !== undefined);
      if (before === undefined || (await git.isAncestor(before, source))) return [];
      const words = `${shortSha(source)} does not contain ${shortSha(before)}, which is pinned there, in ${repository}.`;
      return [[pin, `${words}\n  Pin a build of a commit that contains ${shortSha(before)}.`] as const];
    }),
  );
  return new Map(found.flat());
}

/** The commit whose build this bump pinned at the same place; undefined where it is no bump of it. */
function sourceOf({ message }: CommitRecord, pin: FilePin): string | undefined {
  const trailers = trailersOf(message);
  if (trailers.get("Slipway-Verb")?.[0] !== "bump") return undefined;
  const isOfPin = message.split("\n").some((line) => line.startsWith(`${pin.file} ${targetOf(pin)} `));
  return isOfPin ? trailers.get("Source")?.[0] : undefined;
}
