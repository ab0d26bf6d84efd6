/** What was sent already: one file on its own ref, replaced with each run that sends something. */

import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseJson } from "@slipway/lib/domain/parsing/json.ts";
import type { Git, RefName } from "@slipway/lib/io/git/git.ts";
import * as z from "zod";

const FILE = "notified.json";
/** A state that returns after this time is sent again. */
const KEPT_MS = 90 * 24 * 3_600_000;

const schema = z.object({ schema: z.literal(1), told: z.record(z.string(), z.iso.datetime()) });

export interface Memory {
  /** Absent before the first run. */
  readonly commit: string | undefined;
  /** Id to the moment that it was sent. */
  readonly told: Readonly<Record<string, string>>;
}

export async function readMemory(git: Git, ref: RefName): Promise<Memory> {
  const commit = (await git.fetch(ref)).get(ref);
  if (commit === undefined) return { commit, told: {} };
  const text = (await (await git.tree(commit)).read(FILE))?.toString();
  const read = schema.safeParse(text === undefined ? undefined : parseJson(text));
  if (read.success) return { commit, told: read.data.told };
  throw new UserError(
    `${ref}: ${FILE} cannot be read.\n  Delete the ref; the next run sends nothing and records the present state.`,
  );
}

/** The new commit; undefined: another run was faster, so read again. */
export async function writeMemory(
  git: Git,
  ref: RefName,
  { commit, told }: Memory,
  now: Date,
): Promise<string | undefined> {
  const kept = Object.entries(told).filter(([, at]) => now.getTime() - Date.parse(at) < KEPT_MS);
  const content = `${JSON.stringify({ schema: 1, told: Object.fromEntries(kept) }, null, 1)}\n`;
  const to = await git.commit(undefined, { message: "notified", changes: [{ path: FILE, content }] });
  const [pushed] = await git.push([{ ref, to, expect: commit ?? null, force: true }]);
  if (pushed?.status === "refused")
    throw new UserError(`${ref}: the forge refused it: ${pushed.reason}.\n  Let the bot push it.`);
  return pushed?.status === "pushed" ? to : undefined;
}
