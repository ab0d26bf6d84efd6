/** How settings are read that the token may not see. */
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { ForgeError } from "@slipway/lib/io/forge/forge.ts";
import { type Answer, notAsked } from "../requirement.ts";

const UNREADABLE = [401, 403, 404];

/** Never silent: a setting that the token may not read is a separate answer. */
export async function asked(what: string, read: () => Promise<Answer>): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ForgeError && UNREADABLE.includes(error.status))
      return notAsked(`the token may not read ${what}: ${firstLine(error.message)}`);
    throw error;
  }
}

export function noneWhereHidden(error: unknown): undefined {
  if (error instanceof ForgeError && UNREADABLE.includes(error.status)) return undefined;
  throw error;
}

export function noneWhereMissing(error: unknown): undefined {
  if (error instanceof ForgeError && error.status === 404) return undefined;
  throw error;
}
