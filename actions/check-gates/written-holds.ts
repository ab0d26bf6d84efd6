/** Whether a hold in a pull request with a rollback equals one that `slipway rollback` writes. */
import { formatHold, type Hold, holdIn, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { quoted } from "./difference.ts";

interface Place {
  readonly tip: Tree;
  readonly head: Tree;
  readonly snapshot: Pick<Snapshot, "history" | "now">;
}

/** In words; undefined: it adds one of `expected`, or puts it where an expired one stood. */
export async function holdFault(
  { tip, head, snapshot }: Place,
  path: string,
  expected: readonly Hold[],
): Promise<string | undefined> {
  const [before, after, entry] = await Promise.all([tip.read(path), head.read(path), head.entry(path)]);
  const fault = (what: string) => `${what}: ${quoted(path)}`;
  if (after !== undefined && before?.equals(after) === true) return undefined;
  const standing = before === undefined ? undefined : holdIn(before, path);
  if (before !== undefined && (standing === undefined || !isExpired(standing, snapshot.now)))
    return fault("a hold is lifted or changed by a pull request that changes no release");
  const hold = after === undefined ? undefined : holdIn(after, path);
  if (hold === undefined || formatHold(hold) !== after?.toString() || entry?.mode !== "100644")
    return fault("not a hold as `slipway rollback` writes it");
  if (!expected.some((each) => isSameSubject(each, hold)))
    return fault(
      `no ${hold.service} ${hold.version} with this id and digest is rolled back here, or was reverted without a hold`,
    );
  return await weakness(snapshot, hold).then((weak) => (weak === undefined ? undefined : fault(weak)));
}

/** Author, reason and time come from the order. */
function isSameSubject(one: Hold, other: Hold): boolean {
  const subject = ({ environment, service, releaseId, digest, version, source }: Hold) =>
    [environment, service, releaseId, digest, version, source].join("\n");
  return subject(one) === subject(other);
}

/** One that ends by itself keeps the automatic hold from being written, and then lets the release in again. */
async function weakness({ history, now }: Place["snapshot"], hold: Hold): Promise<string | undefined> {
  if (hold.until === null) return undefined;
  if (isExpired(hold, now)) return `its time has passed (${hold.until})`;
  const episodes = (await history()).episodes(hold.environment, hold.service);
  const isUnjudged =
    hold.cause === "error" &&
    episodes.some(
      ({ releaseId, state, cause }) =>
        releaseId === hold.releaseId && state === "aborted" && cause !== "failed",
    );
  if (isUnjudged) return undefined;
  return `it ends by itself at ${hold.until}, though no cluster reported that its canary could not be judged`;
}
