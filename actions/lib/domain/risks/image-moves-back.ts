import { lt, valid } from "semver";
import type { Value } from "../manifest-diff/resources.ts";
import { keptContainers } from "./pods.ts";
import type { Risk } from "./risk.ts";

export const imageMovesBack: Risk = (change) =>
  keptContainers(change).flatMap(({ name, before, after }) => {
    const [old, renewed] = [versionOf(before.image), versionOf(after.image)];
    return old !== undefined && renewed !== undefined && lt(renewed, old)
      ? [`image of ${name} moves back, ${old} → ${renewed}`]
      : [];
  });

/** `registry:5000/bank/product:1.4.2@sha256:…`: the tag is after the last slash. */
function versionOf(image: Value | undefined): string | undefined {
  if (typeof image !== "string") return undefined;
  const tag = /:([^:/@]+)$/.exec(image.split("@", 1)[0] ?? "")?.[1];
  return (tag === undefined ? null : valid(tag)) ?? undefined;
}
