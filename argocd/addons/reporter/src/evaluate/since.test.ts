import { expect, test } from "vitest";
import { before, look, now } from "./testing/look.ts";
import { newRelease, oldRelease, replicaSet, rollout, settled } from "./testing/objects.ts";

test("`since` begins with the pair of release and state, and survives a restart of the reporter", () => {
  const old = "2026-01-01T09:00:00.000Z";
  expect(look({ previous: before("healthy") }).since).toBe(old);
  expect(look({ previous: before("running") }).since).toBe(now.toISOString());
  expect(look({ previous: before("healthy", oldRelease) }).since).toBe(now.toISOString());
});

test("a crash after completion restarts `since`, and with it soak", () => {
  const pods = (available: number) => ({
    rollout: rollout(newRelease, settled(newRelease, { availableReplicas: available })),
    replicaSets: [replicaSet(newRelease, available)],
  });
  const crashed = look({ ...pods(3), previous: before("healthy") });
  expect(crashed).toMatchObject({ state: "degraded", since: now.toISOString() });
  const again = look({ ...pods(4), previous: { ...crashed, since: "2026-01-01T11:59:00.000Z" } });
  expect(again).toMatchObject({ state: "healthy", since: now.toISOString() });
});

test("`since` of a clock that was ahead is not kept", () => {
  const previous = { ...before("healthy"), since: "2030-01-01T00:00:00.000Z" };
  expect(look({ previous }).since).toBe(now.toISOString());
});
