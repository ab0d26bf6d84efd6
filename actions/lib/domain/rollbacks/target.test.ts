import fc from "fast-check";
import { expect, test } from "vitest";
import type { Deployment } from "../deployments/deployments.ts";
import type { HealthySpan } from "../evidence/history.ts";
import { toHold } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import { pinnedBefore } from "./snapshot.ts";
import { chooseTarget, type TargetFacts } from "./target.ts";

/** Release number `index` of a service; a higher one is newer. */
function release(index: number): Release {
  const hex = index.toString(16).padStart(64, "0");
  return {
    schema: 1,
    service: "product",
    id: `sha256:${hex}`,
    version: `0.${index}.0`,
    strategy: "standard",
    image: { name: "shop/product", digest: `sha256:${hex}` },
    source: hex.slice(-40),
  };
}

const span = (index: number, at: number): HealthySpan => ({
  releaseId: release(index).id,
  version: null,
  digest: null,
  from: new Date(at),
  to: new Date(at + 1),
});

/** What was pinned one after the other (oldest first), what was healthy when (newest first), what is held. */
const world = fc.record({
  pins: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 12 }),
  healthy: fc.array(fc.nat({ max: 9 }), { maxLength: 8 }),
  held: fc.uniqueArray(fc.nat({ max: 7 })),
  stable: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
  knowsOthers: fc.boolean(),
  mayGuess: fc.boolean(),
  to: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

function deploymentsOf(pins: readonly number[]): readonly Deployment[] {
  return pins
    .map((index, at) => ({
      environment: "prod",
      service: "product",
      release: release(index),
      previous: undefined,
      at: new Date(at),
      commit: `c${at}`,
      maker: `c${at}`,
      by: "bot",
      verb: "bump" as const,
      subject: "",
      reason: undefined,
      bypasses: [],
    }))
    .reverse();
}

function factsOf({ pins, healthy, held, stable, knowsOthers, mayGuess, to }: World): TargetFacts {
  const current = release(pins.at(-1) ?? 0);
  const order = { cause: "failed", reason: "bad", by: "bot", at: new Date(0), until: null } as const;
  const ids = new Set(held.map((index) => release(index).id));
  return {
    environment: "prod",
    current,
    mayGuess,
    knowsOthers: knowsOthers || healthy.some((one) => release(one).id !== current.id),
    past: pinnedBefore(deploymentsOf(pins), current.id).flatMap(({ release: each, commit }) =>
      each === undefined ? [] : [{ release: each, commit }],
    ),
    healthy: healthy.map((index, at) => span(index, 1000 - at)),
    stable: stable === undefined ? undefined : release(stable).id,
    heldBy: (each) => (ids.has(each.id) ? toHold("prod", each, order) : undefined),
    served: undefined,
    to: to === undefined ? undefined : release(to).version,
  };
}

test("PP-22 whatever happened before, a target is never held, never the present release, and was there before it", () => {
  fc.assert(
    fc.property(world, (each) => {
      const facts = factsOf(each);
      const choice = chooseTarget(facts);
      if (choice.kind !== "target") return;
      const { release: target, commit } = choice.past;
      expect(facts.heldBy(target)).toBeUndefined();
      expect(target.id).not.toBe(facts.current.id);
      const index = Number(commit.slice(1));
      expect(each.pins[index]).toBe(each.pins.findLast((pin) => release(pin).id === target.id));
      const currentFirst = each.pins.indexOf(each.pins.at(-1) ?? 0);
      expect(index).toBeLessThan(currentFirst);
    }),
    { numRuns: 500 },
  );
});

test("PP-21 where there is evidence a target was healthy, or serves now; without, only a person's order guesses", () => {
  fc.assert(
    fc.property(world, (each) => {
      const facts = factsOf(each);
      const choice = chooseTarget(facts);
      if (choice.kind !== "target") return;
      const { id } = choice.past.release;
      const isProven = facts.healthy.some(({ releaseId }) => releaseId === id) || facts.stable === id;
      expect(isProven || (!facts.knowsOthers && (facts.mayGuess || facts.to !== undefined))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("PP-21 unless a version is named, nothing that was healthy later could have been chosen", () => {
  fc.assert(
    fc.property(world, (each) => {
      const facts = factsOf({ ...each, to: undefined });
      const choice = chooseTarget(facts);
      const may = facts.past.filter(({ release: one }) => facts.heldBy(one) === undefined);
      const newest = facts.healthy.find((one) => may.some((past) => past.release.id === one.releaseId));
      if (newest !== undefined)
        expect(choice).toMatchObject({ kind: "target", past: { release: { id: newest.releaseId } } });
    }),
    { numRuns: 500 },
  );
});

test("a named version is that version or a refusal", () => {
  fc.assert(
    fc.property(world, fc.nat({ max: 9 }), (each, to) => {
      const choice = chooseTarget(factsOf({ ...each, to }));
      if (choice.kind === "target") expect(choice.past.release.version).toBe(`0.${to}.0`);
      else expect(choice.kind).toBe("refused");
    }),
  );
});
