/** Whatever happens to a service on its way, these hold for every promotion. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { closed, GATES, isClosed, open } from "../gates/gate.ts";
import type { Promotion } from "./decision.ts";
import { decide, type Facts } from "./planner.ts";
import { candidateOf, factsOf, fresh, id, pastOf, releaseOf, stale } from "./testing/facts.ts";
import { type Event, NAMES, type Name, World } from "./testing/world.ts";

const names = fc.constantFrom<Name>(...NAMES);
const events = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Event>({ kind: "bump" }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("pass" as const), seconds: fc.nat(4000) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("state" as const),
        at: names,
        state: fc.constantFrom("running", "healthy", "healthy", "healthy", "degraded", "aborted"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom("silence" as const, "stop" as const, "hold" as const),
        at: names,
        on: fc.boolean(),
      }),
    },
  ),
  { minLength: 20, maxLength: 60, size: "max" },
);

/** Plays all events, and after each what the planner decides; tells `seen` of every promotion before it is made. */
function play(
  all: readonly Event[],
  soak: number,
  seen: (world: World, move: Promotion, facts: Facts) => void,
) {
  const world = new World(soak);
  for (const event of all) {
    world.happens(event);
    for (const facts of world.facts()) {
      const decision = decide(facts);
      if (decision.kind !== "promote") continue;
      seen(world, decision, facts);
      world.pin(decision.environment as Name, letterOf(decision));
    }
  }
  return world;
}

const letterOf = (move: Promotion) => move.new.source.charAt(0);
const holds = (check: (world: World, move: Promotion, facts: Facts) => void) => {
  let moves = 0;
  const counted = (...args: Parameters<typeof check>) => {
    moves += 1;
    check(...args);
  };
  fc.assert(
    fc.property(events, fc.constantFrom(0, 600, 3600), (all, soak) => {
      play(all, soak, counted);
    }),
    { numRuns: 300 },
  );
  // A property that nothing was promoted under would hold for a planner that does nothing.
  expect(moves).toBeGreaterThan(100);
};

test("PP-15 no release skips an environment", () => {
  holds((world, move) => {
    expect(world.places[move.from as Name].pins).toContain(letterOf(move));
    if (move.environment === "prod") expect(world.places.dev.pins).toContain(letterOf(move));
  });
});

test("PP-10 no release goes back", () => {
  holds((world, move) => {
    expect(letterOf(move) > (world.pinned(move.environment as Name) ?? "")).toBe(true);
  });
});

test("PP-22 no held release moves, nor one that is not newer than it", () => {
  holds((world, move) => {
    const { held } = world.places[move.environment as Name];
    expect([...held].filter((one) => letterOf(move) <= one)).toEqual([]);
    expect(world.places[move.from as Name].held.has(letterOf(move))).toBe(false);
  });
});

test("PP-20 nothing comes into a stopped environment", () => {
  holds((world, move) => expect(world.places[move.environment as Name].isStopped).toBe(false));
});

test("PP-15 PP-16 only what was healthy as itself for the soak moves, on fresh evidence", () => {
  holds((world, move, { policy }) => {
    const { healthy, isStale } = world.places[move.from as Name];
    expect(isStale).toBe(false);
    const last = healthy.findLast(({ letter }) => letter === letterOf(move));
    const seconds = ((last?.to ?? world.time) - (last?.from ?? world.time)) / 1000;
    expect(last).toBeDefined();
    expect(seconds).toBeGreaterThanOrEqual(policy.gates.soakSeconds);
  });
});

test("PP-13 a second look changes nothing, in whatever order it is taken", () => {
  fc.assert(
    fc.property(events, (all) => {
      const world = play(all, 600, () => undefined);
      const decisions = (facts: readonly Facts[]) =>
        facts
          .map((each) => [each.environment, decide(each)] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1));
      const first = decisions(world.facts());
      expect(first.filter(([, { kind }]) => kind === "promote")).toEqual([]);
      expect(decisions(world.facts().toReversed())).toEqual(first);
    }),
  );
});

const unreadable: readonly ((facts: Facts) => Facts)[] = [
  (facts) => ({ ...facts, live: "not YAML" }),
  (facts) => ({ ...facts, current: "not YAML" }),
  (facts) => ({ ...facts, reading: stale }),
  (facts) => ({ ...facts, stop: "no answer" }),
  (facts) => ({ ...facts, exceptions: "not YAML" }),
  (facts) => ({ ...facts, hasOverlay: false }),
  (facts) => ({
    ...facts,
    live: typeof facts.live === "object" ? { ...facts.live, hold: "not YAML" } : facts.live,
    past: facts.past.map((each) => ({ ...each, hold: "not YAML" })),
  }),
];

test("PP-15 whatever one thing cannot be read, nothing is promoted", () => {
  const broken = fc.constantFrom(...unreadable);
  const past = fc.subarray([pastOf("d"), pastOf("c"), pastOf("b")]);
  const live = fc.constantFrom("running" as const, "healthy" as const);
  fc.assert(
    fc.property(broken, past, live, (breaks, before, state) => {
      const facts = factsOf({ live: candidateOf("e"), reading: fresh("e", { state }), past: before });
      expect(decide(breaks(facts)).kind).not.toBe("promote");
    }),
  );
});

test("PP-15 a promotion has no closed gate that is not bypassed, and every answer counts", () => {
  const answers = fc.array(
    fc.constantFrom(
      open("signature", "signed"),
      open("custom", "fine"),
      closed("custom", "no"),
      closed("signature", "no"),
    ),
    { maxLength: 3 },
  );
  const bypasses = fc
    .subarray([...GATES])
    .map((all) => all.map((gate) => ({ gate, actor: "ada", reason: "fire" })));
  fc.assert(
    fc.property(answers, bypasses, fc.boolean(), (given, passed, descends) => {
      const facts = factsOf({ live: candidateOf("b", { descends }), bypasses: passed });
      const decision = decide(facts, given);
      if (decision.kind !== "promote") return;
      expect(descends).toBe(true);
      const shut = decision.gates.filter(isClosed).map(({ gate }) => gate);
      expect(shut.every((gate) => decision.bypasses.some((each) => each.gate === gate))).toBe(true);
      expect(shut).not.toContain("signature");
      expect(decision).toMatchObject({ new: { id: id("b") }, old: releaseOf("a") });
    }),
  );
});
