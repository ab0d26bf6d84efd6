import { setTimeout as delay } from "node:timers/promises";
import { git } from "../forge/git.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import type { EmbeddedForge } from "./forge.ts";
import { WorkflowQueue } from "./queue.ts";
import type { Runner } from "./runner.ts";
import { startedBy, workflows } from "./workflows.ts";

const lookEveryMs = 150;
/**
 * A push and the evidence that follows it arrive together, and one run serves both. Only a push starts a
 * delivery.
 */
const startMs = (file: string): number => (file === "deliver.yml" ? 0 : 250);
/** The schedule starts what a lost wake-up should have started; on GitHub it runs every quarter of an hour. */
const scheduleMs = 60_000;

export interface Events {
  /** Resolves, once the signal has ended it, when all its runs have ended. */
  settled(): Promise<void>;
}

/** Does what a forge does after a push: starts workflows, and updates the cluster. Ends with the signal. */
export function startEvents(
  forge: EmbeddedForge,
  cluster: EmbeddedCluster,
  runner: Runner,
  signal: AbortSignal,
): Events {
  const queues = new Map(
    Object.keys(workflows).map((file) => [
      file,
      new WorkflowQueue((event) => runner.run(file, event), startMs(file)),
    ]),
  );
  // The reporter's last reports at the end no longer start workflows.
  const ask = (file: string, event: string) => {
    if (!signal.aborted) queues.get(file)?.ask(event);
  };
  forge.onDispatch = (file) => ask(file, "workflow_dispatch");
  forge.lastFailure = (file) => queues.get(file)?.failure;
  const watching = Promise.all([
    follow(forge, signal, async (before, now) => {
      for (const file of startedBy(await changedPaths(forge, before, now))) ask(file, "push");
    }),
    follow(forge, signal, () => cluster.sync()),
  ]);
  const schedule = setInterval(() => ask("promote.yml", "schedule"), scheduleMs);
  signal.addEventListener("abort", () => clearInterval(schedule));
  return {
    settled: async () => {
      await watching;
      await Promise.all([...queues.values()].map((queue) => queue.settled()));
    },
  };
}

/**
 * Calls `moved` for each new tip of main, and again if the call failed: on a busy machine a git command may
 * time out.
 */
async function follow(
  forge: EmbeddedForge,
  signal: AbortSignal,
  moved: (before: string, now: string) => Promise<void>,
): Promise<void> {
  let before = "";
  while (!signal.aborted) {
    const now = await forge.main();
    if (now !== before) {
      const isDone = await moved(before, now).then(
        () => true,
        () => false,
      );
      if (isDone) before = now;
    }
    await delay(lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

async function changedPaths(forge: EmbeddedForge, before: string, now: string): Promise<readonly string[]> {
  const listed =
    before === ""
      ? await git(forge.bare, ["ls-tree", "-r", "--name-only", now])
      : await git(forge.bare, ["diff", "--name-only", before, now]);
  return listed.split("\n").filter(Boolean);
}
