/** Cells that need attention, and why. Pure: page, status and why use the same text. */
import { oneLine } from "../../domain/text/lines.ts";
import type { Cell } from "./document.ts";

/** In words, the most pressing first; empty when all is healthy or merely on its way. */
export function attention(cell: Cell): readonly string[] {
  const { fault, health, holds, next, paused, release } = cell;
  const said = (words: string, text: string) => (text === "" ? words : `${words}: ${oneLine(text)}`);
  return [
    ...(fault === null ? [] : [said("its release cannot be read", fault)]),
    ...(health.state === "aborted" ? [said("its canary was aborted", health.message)] : []),
    ...(paused === null ? [] : [said("it is paused, so changes in git do not reach it", paused)]),
    ...(health.state === "degraded" ? [said("it is degraded", health.message)] : []),
    ...(release !== null && health.state === "unknown" && !health.isSilent
      ? [said("its health is unknown", health.message)]
      : []),
    // A hold says itself why it refuses.
    ...(next?.kind === "refuse" && !(next.gate === "hold" && holds.length > 0)
      ? [said("the next release is refused", next.reason)]
      : []),
    ...holds.map(({ version, reason }) => said(`${version} is held`, reason)),
  ];
}
