/**
 * The first environment has no previous one, so its releases are compared with what their source renders.
 * After a manual edit the id can be recomputed to match the folder; only rendering again detects this.
 */

import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { UserError } from "../../domain/errors/user-error.ts";
import { closed, type GateResult, open } from "../../domain/gates/gate.ts";
import { compareManifests } from "../../domain/manifest-diff/compare.ts";
import type { Facts } from "../../domain/promotions/facts.ts";
import { type Release, releasePath } from "../../domain/releases/releases.ts";
import { shortSha } from "../../domain/repository/short-sha.ts";
import { strategyOf } from "../../domain/services/inputs.ts";
import { readServices } from "../../domain/services/services.ts";
import type { Git } from "../../io/git/git.ts";
import { renderManifests } from "../render/render.ts";
import type { OutsideGates } from "./outside.ts";

/** Asks that too; once a release in a run, for the same source renders the same. */
export function alsoRenderedAgain(gates: OutsideGates, git: Git): OutsideGates {
  const known = new Map<string, Promise<GateResult>>();
  const asked = (facts: Facts, release: Release): Promise<GateResult> => {
    const answer = known.get(release.id) ?? renderedAgainGate(git, facts, release);
    known.set(release.id, answer);
    return answer;
  };
  return {
    ...gates,
    async ask(facts, release) {
      const begins = facts.before === undefined;
      const own = begins ? [await asked(facts, release)] : [];
      return [...own, ...(await gates.ask(facts, release))];
    },
  };
}

async function renderedAgainGate(git: Git, facts: Facts, release: Release): Promise<GateResult> {
  const { from, service } = facts;
  const source = shortSha(release.source);
  try {
    const faults = await differences(git, facts, release);
    if (faults.length === 0) return open("release", `${release.version} is what ${source} renders`);
    const folder = releasePath(from, service);
    return closed(
      "release",
      `${release.version} in ${from} is not what ${source} renders: ${faults.join(", ")}.\n  Somebody changed it manually (git log -- ${folder}). Delete the folder in a commit: the next delivery renders it again.`,
      { final: true },
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return closed("release", `${release.version} in ${from} cannot be rendered again: ${error.message}`);
  }
}

async function differences(git: Git, facts: Facts, release: Release): Promise<readonly string[]> {
  const { manifests, strategy, dataSchema, dependsOn } = await renderedAt(git, release);
  const pinned = pinnedManifests(facts, release);
  const faults = isSame(pinned, manifests) ? [] : changed(pinned, manifests);
  if (strategy !== release.strategy) faults.push(`the strategy is ${release.strategy}, not ${strategy}`);
  if (!isDeepStrictEqual(dataSchema, release.dataSchema)) faults.push("the data schema is another");
  if (!isDeepStrictEqual(dependsOn, release.dependsOn)) faults.push("dependsOn is another");
  return faults;
}

async function renderedAt(git: Git, { source, repository, service }: Release) {
  // Says which repository could not be read, where that is why it is not here.
  if (repository !== undefined) await git.tree(source);
  if ((await git.resolve(source)) === undefined) {
    throw new UserError(
      `its source ${source} is in no branch of this clone.\n  Release it again from a commit that is.`,
    );
  }
  const tree = await git.tree(source);
  const found = (await readServices(tree)).find(({ name }) => name === service);
  if (found === undefined) {
    throw new UserError(
      `services/${service}/service.yaml is not there at ${source}.\n  Release it again from a commit that has it.`,
    );
  }
  const rendered = (await renderManifests(tree, [found])).get(service);
  if (rendered === undefined) throw new Error(`${service}: not rendered`);
  if ("fault" in rendered) throw rendered.fault;
  const { dataSchema, dependsOn } = found;
  return { manifests: rendered.manifests, strategy: strategyOf(found), dataSchema, dependsOn };
}

function pinnedManifests({ live, past }: Facts, { id }: Release): string {
  const all = [...(typeof live === "object" ? [live] : []), ...past];
  const files = all.find(({ release }) => release.id === id)?.files;
  return files?.get("manifests.yaml")?.toString() ?? "";
}

/** A later Helm may write the same objects otherwise. */
function isSame(one: string, other: string): boolean {
  return one === other || isDeepStrictEqual(objects(one), objects(other));
}

function objects(text: string): readonly unknown[] {
  return parseAllDocuments(text, { uniqueKeys: false }).flatMap((document) =>
    document.contents === null ? [] : [document.toJS()],
  );
}

function changed(pinned: string, rendered: string): string[] {
  const names = compareManifests(rendered, pinned).map(({ resource }) => resource);
  return names.length === 0 ? ["manifests.yaml is another"] : names.map((name) => `${name} is another`);
}
