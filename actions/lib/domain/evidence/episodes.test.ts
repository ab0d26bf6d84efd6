import fc from "fast-check";
import { expect, test } from "vitest";
import type { Evidence, State } from "./document.ts";
import { type Report, toEpisodes } from "./episodes.ts";
import { type ClusterEpisodes, healthySpans } from "./healthy-spans.ts";

const ids = ["a", "b"].map((letter) => `sha256:${letter.repeat(64)}`);
const time = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

const evidence = (state: State, releaseId: string, since: number): Evidence => ({
  schema: 1,
  service: "product",
  environment: "dev",
  cluster: "main",
  revision: null,
  releaseId,
  digest: null,
  version: null,
  state,
  cause: state === "aborted" ? "failed" : null,
  since: time(since).toISOString(),
  step: null,
  stable: { releaseId },
  observedGeneration: 1,
  message: state,
});

/** Reports as an unlucky branch may hold them: repeated, unreadable, gone, by clocks that jump either way. */
const reports: fc.Arbitrary<readonly Report[]> = fc
  .array(
    fc.record({
      later: fc.integer({ min: 0, max: 5 }),
      skew: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -30, max: 30 })),
      said: fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom("gone" as const, "unreadable" as const) },
        {
          weight: 6,
          arbitrary: fc.record({
            state: fc.constantFrom<State>("healthy", "healthy", "running", "degraded", "aborted"),
            release: fc.constantFrom(...ids),
          }),
        },
      ),
    }),
    { maxLength: 15 },
  )
  .map((steps) => {
    let at = 0;
    return steps.map(({ later, skew, said }, index): Report => {
      at += later;
      const commit = String(index);
      const word = typeof said === "string" ? said : evidence(said.state, said.release, at + skew);
      return { commit, committedAt: time(at), said: word };
    });
  });

test("episodes do not overlap, for any clocks; the last one is open while its state lasts", () => {
  fc.assert(
    fc.property(reports, (all) => {
      const episodes = toEpisodes(all);
      for (const [index, { from, to }] of episodes.entries()) {
        const next = episodes[index + 1];
        if (to !== undefined) expect(from.getTime()).toBeLessThanOrEqual(to.getTime());
        if (next !== undefined) expect(to && to.getTime() <= next.from.getTime()).toBe(true);
      }
      const isOpen = episodes.at(-1)?.to === undefined && episodes.length > 0;
      expect(isOpen).toBe(all.length > 0 && typeof all.at(-1)?.said !== "string");
    }),
  );
});

test("an episode never begins before its cluster's report of it, and repeating a report changes nothing", () => {
  fc.assert(
    fc.property(reports, (all) => {
      const episodes = toEpisodes(all);
      const said = new Map(all.map((one) => [one.commit, one.said]));
      for (const { commit, from, state, releaseId } of episodes) {
        const first = said.get(commit);
        expect(first).toMatchObject({ state, releaseId });
        expect(from.getTime()).toBeGreaterThanOrEqual(Date.parse((first as Evidence).since));
      }
      expect(toEpisodes(all.flatMap((one) => [one, one]))).toEqual(episodes);
    }),
  );
});

test("a clock set back makes nothing look healthy for longer", () => {
  const at = (minutes: number, said: Evidence): Report => ({
    commit: String(minutes),
    committedAt: time(minutes),
    said,
  });
  const [a = ""] = ids;
  const crashed = [at(100, evidence("healthy", a, 100)), at(-500, evidence("degraded", a, -500))];
  const again = [...crashed, at(-490, evidence("healthy", a, -490))];
  expect(toEpisodes(again).at(-1)).toMatchObject({ state: "healthy", from: time(100), to: undefined });
});

const clusters = fc.array(
  fc.record({ joined: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), all: reports }),
  { minLength: 1, maxLength: 3 },
);

test("a span is healthy at every moment in every relevant cluster, and no healthy time is left out", () => {
  const isWithin = ({ from, to }: { from: Date; to: Date | undefined }, at: number) =>
    from.getTime() <= at && at < (to?.getTime() ?? Number.POSITIVE_INFINITY);
  const atOnce = (all: readonly ClusterEpisodes[], at: number): string | undefined => {
    const asked = all.filter(({ joinedAt }) => (joinedAt?.getTime() ?? Number.NEGATIVE_INFINITY) <= at);
    const present = asked.map(({ episodes }) => episodes.find((one) => isWithin(one, at)));
    const [first] = present;
    return present.every((one) => one?.state === "healthy" && one.releaseId === first?.releaseId)
      ? (first?.releaseId ?? undefined)
      : undefined;
  };
  fc.assert(
    fc.property(clusters, (drawn) => {
      const all = drawn.map(({ joined, all: told }) => ({
        joinedAt: joined === undefined ? undefined : time(joined),
        episodes: toEpisodes(told),
      }));
      const spans = healthySpans(all);
      for (let at = -40; at < 120; at++) {
        const moment = time(at).getTime();
        expect(spans.find((span) => isWithin(span, moment))?.releaseId).toBe(atOnce(all, moment));
      }
      const starts = spans.map(({ from }) => from.getTime());
      expect(starts).toEqual(starts.toSorted((one, other) => other - one));
      expect(healthySpans(all.toReversed())).toEqual(spans);
    }),
  );
});
