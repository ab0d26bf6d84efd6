/** The pull request of a rollback of pins: only earlier pins of the same places, and holds. */
import { code, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import type { Context } from "@slipway/lib/app/report/report.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import type { Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Commit, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { alsoThere, holdLine } from "../body.ts";
import { type Reviewed, reviewRollback } from "../review-pull.ts";
import { waitingHold } from "../waiting.ts";
import { commitOf } from "./commit.ts";
import { foreignPinPaths } from "./foreign.ts";
import type { Back, Order } from "./target.ts";

/** What was decided on this tip, with the branches as they were. */
export interface ReviewRound {
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly pins: Pins;
  readonly environment: Environment;
  readonly backs: readonly Back[];
}

interface Deps {
  readonly git: Git;
  readonly branch: string;
  readonly by: string;
  readonly env: NodeJS.ProcessEnv;
}

export function reviewPins(
  { tip, refs, pins, environment, backs }: ReviewRound,
  order: Order,
  { git, branch, by, env }: Deps,
  { clock }: Pick<Context, "clock">,
): Promise<Reviewed> {
  const { name } = environment;
  return reviewRollback(
    { git, env, branch, environment: name, tip, refs },
    {
      foreignPaths: (branchTip) => foreignPinPaths(git, tip, pins, name, branchTip),
      async propose(known) {
        const now = clock.now();
        const kept = await Promise.all(
          backs.map(async (back) => ({ ...back, hold: await waitingHold(known, back.hold, now) })),
        );
        const plan = await commitOf(known ?? tip, environment, kept, order, by);
        return {
          plan,
          textOf: (others) => ({ title: titleOf(plan.message, others), body: bodyOf(kept, others) }),
        };
      },
    },
  );
}

function titleOf(message: string, others: readonly Commit[]): string {
  return others.length === 0 ? firstLine(message) : `${firstLine(message)}, and ${others.length} more`;
}

function bodyOf(backs: readonly Back[], others: readonly Commit[]): string {
  const rows = backs.map(({ service, place, current, target }) => [
    ...[service, current.version, target.version].map(escapeMarkdown),
    code(target.image.digest),
    code(place.file),
  ]);
  return [
    "Brings pins back that stood there before, and holds the images that they replace: promote does not bring them back. No other byte of these files changes.",
    markdownTable(["service", "from", "to", "digest", "file"], rows),
    "### Holds",
    backs.map(({ hold }) => holdLine(hold)).join("\n"),
    "Each ends with a newer image, at its time, or by `slipway hold --lift`.",
    ...alsoThere(others),
    "",
  ].join("\n\n");
}
