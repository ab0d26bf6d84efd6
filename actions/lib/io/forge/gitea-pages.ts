/** Lists of Gitea, page by page. */
import * as z from "zod";
import type { Call } from "./gitea-call.ts";

const PAGE = 50;

/**
 * All items of a list, in its order. A server may be configured to give less than was requested, so a short page need not be the
 * last; one that gives the same page again must not be asked for ever: what brings nothing new ends it.
 *
 * @param path with its query; page and limit are added
 */
export async function everyPage<Item>(
  call: Call,
  path: string,
  item: z.ZodType<Item>,
  idOf: (item: Item) => number,
): Promise<readonly Item[]> {
  const found = new Map<number, Item>();
  for (let page = 1; ; page += 1) {
    const { body } = await call("GET", `${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}&page=${page}`);
    const known = found.size;
    for (const each of z.array(item).parse(body)) found.set(idOf(each), each);
    if (found.size === known) return [...found.values()];
  }
}
