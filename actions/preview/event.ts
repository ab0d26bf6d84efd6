/** The pull request a runner was started for. */

import { readFile } from "node:fs/promises";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseJson } from "@slipway/lib/domain/parsing/json.ts";
import * as z from "zod";

export interface PullEvent {
  readonly number: number;
  /** The branch it goes into. */
  readonly into: string;
  readonly headSha: string;
  /** A token of the job may only read then. */
  readonly isFork: boolean;
}

const repository = z.object({ full_name: z.string() }).nullish();
const side = z.object({ ref: z.string(), sha: z.string(), repo: repository });
const event = z.object({
  pull_request: z.object({ number: z.int().positive(), base: side, head: side }),
});

/** Undefined for every event that is not a pull request's. */
export async function pullOfEvent(env: NodeJS.ProcessEnv): Promise<PullEvent | undefined> {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (name !== "pull_request") return undefined;
  const read = event.safeParse(parseJson(await readFile(path ?? "", "utf8").catch(() => "")));
  if (!read.success) {
    throw new UserError(
      `${path || "GITHUB_EVENT_PATH"}: no pull request in it, though the event is ${name}.\n  Give the inputs base and head instead.`,
    );
  }
  const { number, base, head } = read.data.pull_request;
  // A fork that was deleted meanwhile has no repository any more.
  const isFork = head.repo?.full_name !== base.repo?.full_name;
  return { number, into: base.ref, headSha: head.sha, isFork };
}
