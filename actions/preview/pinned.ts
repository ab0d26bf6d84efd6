/**
 * Files that slipway.yaml declares as places of pins. A kustomization of theirs is rendered, and promotion moves its pins; what
 * no kustomization builds from (values of a chart of the team's own, say) is not rendered, so the preview must not claim that nothing changes.
 */
import { readPin } from "@slipway/lib/app/pins/files.ts";
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import { orMessage } from "@slipway/lib/domain/errors/or-message.ts";
import type { PinPlace } from "@slipway/lib/domain/pins/declaration.ts";
import { describePin, type Pinned } from "@slipway/lib/domain/pins/place.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import type { NotRendered } from "./model.ts";

type Sides = readonly [base: Tree, merged: Tree];

interface Pin {
  readonly service: string;
  readonly environment: string;
  readonly place: PinPlace;
}

/** File → its pins. */
export type PinnedFiles = ReadonlyMap<string, readonly Pin[]>;

/** Of either side: a declaration that is taken away has its last word, too. */
export async function pinnedFiles(sides: Sides): Promise<PinnedFiles> {
  const configs = await Promise.all(sides.map((tree) => orMessage(() => readConfig(tree))));
  const pins = configs.flatMap((config): readonly Pin[] =>
    typeof config === "string" || config.pins === undefined
      ? []
      : Object.entries(config.pins.services).flatMap(([service, places]) =>
          Object.entries(places).map(([environment, place]) => ({ service, environment, place })),
        ),
  );
  const known = new Map(pins.map((pin) => [JSON.stringify(pin), pin]));
  return Map.groupBy(known.values(), ({ place }) => place.file);
}

/** What a reader of the diff must know: which part of it a promotion moves, and that nothing holds the rest. */
export function pinnedNote(pins: readonly Pin[]): string {
  return `slipway.yaml pins ${namesOf(pins)} here. Gates hold tag and digest as promotion moves them; all else in this diff takes effect with the merge, and no gate holds it.`;
}

/** Pins whose manifests are not known: `rendered` are the files of those that are. */
export async function notRendered(
  [base, merged]: Sides,
  files: PinnedFiles,
  rendered: ReadonlySet<string>,
  changed: readonly string[],
): Promise<readonly NotRendered[]> {
  const left = [...files].filter(([file]) => !rendered.has(file));
  return Promise.all(
    left.map(async ([file, pins]): Promise<NotRendered> => {
      const isChanged = changed.includes(file);
      const moves = isChanged
        ? await Promise.all(pins.map(async (pin) => move(pin, await sidesOf(pin, base, merged))))
        : [];
      const what = isChanged ? `, and it changes: ${moves.join("; ")}` : "";
      const words = `${namesOf(pins)} in ${file}${what}. No kustomization builds from it, so whether its manifests change is not known`;
      return { file, pins, isChanged, words };
    }),
  );
}

async function sidesOf({ place }: Pin, base: Tree, merged: Tree) {
  return [await readPin(base, place), await readPin(merged, place)] as const;
}

function move(
  { service, environment }: Pin,
  [old, now]: readonly [Pinned | string, Pinned | string],
): string {
  const [before, after] = [textOf(old), textOf(now)];
  const what = before === after ? `stays ${after}` : `${before} → ${after}`;
  return `${service} in ${environment} ${what}`;
}

function textOf(pin: Pinned | string): string {
  return typeof pin === "string" ? `unreadable (${firstLine(pin)})` : describePin(pin);
}

function namesOf(pins: readonly Pin[]): string {
  return pins.map(({ service, environment }) => `${service} of ${environment}`).join(", ");
}
