/** What a promotion's pull request says, read together. */
import { buildTargets } from "@slipway/lib/app/render/render.ts";
import { compareManifests } from "@slipway/lib/domain/manifest-diff/compare.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import { body, type Section } from "./body.ts";
import { sourceCommits } from "./commits.ts";
import { title } from "./message.ts";
import type { Move } from "./prepare.ts";

export async function present(
  git: Git,
  tip: Tree,
  moves: readonly Move[],
): Promise<{ readonly title: string; readonly body: string }> {
  const promotions = moves.map(({ decision }) => decision);
  const environment = promotions[0]?.environment ?? "";
  const replaced = promotions.filter(({ old }) => old !== undefined).map(({ service }) => service);
  const before = await buildTargets(tip, environment, replaced);
  const commitsOf = sourceCommits(git);
  const sections = await Promise.all(
    moves.map(async ({ decision, rendered }): Promise<Section> => {
      const target = before.get(decision.service);
      // What runs now cannot be built: then all of what will run is new to the reader.
      const old = target === undefined || "fault" in target ? "" : target.manifests;
      const commits = await commitsOf(decision);
      return { promotion: decision, commits, diff: compareManifests(old, rendered) };
    }),
  );
  return { title: title(promotions), body: body(sections) };
}

export function closing(reason: string): string {
  return `Closed by \`slipway promote\`: ${firstLine(reason)}. It is opened again when the gates are open.`;
}
