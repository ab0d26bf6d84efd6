import { isSame } from "../../domain/releases/contents.ts";
import { type Release, startedBy } from "../../domain/releases/releases.ts";
import type { Order } from "../../domain/rollbacks/order.ts";

/** The release folder that a rollback pins, and how it starts the release. */
export interface RollbackStart {
  /** File name → content. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** For the result and the commit; empty where the pods of the release still run, so that nothing starts. */
  readonly start: string;
}

/**
 * A release that served all traffic here starts with its short canary. After an abort nothing is started: the stable pods still run.
 * @param wasHealthy whether evidence says that it was healthy in this environment
 * @param filesOfCanary the folder with which the release runs its whole canary
 */
export function startOf(
  { cause }: Pick<Order, "cause">,
  release: Release,
  wasHealthy: boolean,
  filesOfCanary: ReadonlyMap<string, Buffer>,
): RollbackStart {
  if (cause !== "rollback") return { files: filesOfCanary, start: "" };
  const whole = (why: string) => ({
    files: filesOfCanary,
    start: `starts with its whole canary, because ${why}`,
  });
  if (!wasHealthy) return whole("no evidence says that it was healthy here");
  const files = startedBy(release, filesOfCanary, "rollback");
  if (isSame(files, filesOfCanary)) return whole("its manifests have no steps for a rollback");
  return { files, start: "starts with the short canary of a rollback" };
}
