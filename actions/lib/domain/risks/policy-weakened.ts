/** An environment that lets releases in more easily than before. */
import type { Environment } from "../environments/environments.ts";

/** From most to least in people's hands. */
const MERGES = ["review", "auto", "push"];

export function policyNotes(
  before: readonly Environment[],
  after: readonly Environment[],
): readonly string[] {
  return before.flatMap((old) => {
    const renewed = after.find(({ name }) => name === old.name);
    const notes = renewed === undefined ? ["the environment is removed"] : weaknesses(old, renewed);
    return notes.map((note) => `environment ${old.name}: ${note}`);
  });
}

function weaknesses(old: Environment, renewed: Environment): readonly string[] {
  const fewer = (what: string, from: number, to: number) => (to < from ? [`${what} ${from} → ${to}`] : []);
  const notes = [
    ...fewer("seconds of soak", old.gates.soakSeconds, renewed.gates.soakSeconds),
    ...fewer("approvals", old.gates.approvals, renewed.gates.approvals),
    ...fewer(
      "longest rollout, for which freezes are looked at ahead, in seconds",
      old.longestRolloutSeconds,
      renewed.longestRolloutSeconds,
    ),
    ...fewer("seconds evidence may be old", -old.evidence.maxAgeSeconds, -renewed.evidence.maxAgeSeconds).map(
      (note) => note.replaceAll("-", ""),
    ),
    ...gone("custom gate", named(old.gates.custom), named(renewed.gates.custom)),
    ...gone("freeze", named(old.freezes), named(renewed.freezes)),
    ...gone(
      "cluster",
      new Map(old.clusters.map((name) => [name, ""])),
      new Map(renewed.clusters.map((name) => [name, ""])),
    ),
  ];
  for (const image of renewed.platformImages.filter((each) => !old.platformImages.includes(each)))
    notes.push(`image ${image} may run besides releases`);
  if (MERGES.indexOf(renewed.merge) > MERGES.indexOf(old.merge))
    notes.push(`merge ${old.merge} → ${renewed.merge}`);
  if (old.after !== renewed.after)
    notes.push(`releases come from ${renewed.after ?? "builds"}, not ${old.after ?? "builds"}`);
  if (old.registry !== renewed.registry)
    notes.push(`images come from ${renewed.registry}, not ${old.registry}`);
  return notes;
}

function named(all: readonly { readonly name: string }[]): ReadonlyMap<string, string> {
  return new Map(all.map((each) => [each.name, JSON.stringify(each)]));
}

/** What is removed, and what is another: whether that is weaker only a reader can say. */
function gone(
  what: string,
  old: ReadonlyMap<string, string>,
  renewed: ReadonlyMap<string, string>,
): readonly string[] {
  return [...old].flatMap(([name, content]) => {
    if (!renewed.has(name)) return [`${what} ${name} is removed`];
    return renewed.get(name) === content ? [] : [`${what} ${name} is changed`];
  });
}
