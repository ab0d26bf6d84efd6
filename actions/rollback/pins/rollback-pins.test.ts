/** Rollback of a pin in a team's own file: the pin before comes back, and a hold keeps the other out. */
import { digestOf, overlay, overlayPath, startTeam } from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";

const ORDER = { environment: "staging", services: "orders", reason: "orders fail" };
const HOLD = `environments/staging/holds/orders-${"b".repeat(12)}.yaml`;

async function promoted() {
  const team = await startTeam({ policies: { staging: { merge: "auto" } } });
  // Takes over the digest of what stands there: a rollback can name it then.
  await team.repo.push("chore: digest", { [overlayPath("staging")]: overlay("1.0.0", digestOf("a")) });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  return team;
}

test("the pin before comes back byte for byte, one commit with a hold; it is not promoted again, a newer one is", async () => {
  await using team = await promoted();
  const { results, outputs } = await team.rollback(ORDER);
  expect(results).toMatchObject([{ status: "done", reason: expect.stringContaining("1.1.0 → 1.0.0") }]);
  expect(await team.show(overlayPath("staging"))).toBe(overlay("1.0.0", digestOf("a")).trim());
  const hold = await team.show(HOLD);
  expect(hold).toContain(`releaseId: "${digestOf("b")}"`);
  expect(hold).toContain('reason: "orders fail"');
  expect(hold).toContain('by: "ada"');
  expect(JSON.parse(outputs.rollbacks ?? "")).toEqual([
    { environment: "staging", service: "orders", from: "1.1.0", to: "1.0.0", hold: HOLD },
  ]);
  const held = await team.promote();
  expect(held.results.find((each) => each.environment === "staging")).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("1.1.0 is held in staging"),
  });
  await team.pin("1.2.0", digestOf("c"));
  const newer = await team.promote();
  expect(newer.results.find((each) => each.environment === "staging")).toMatchObject({ status: "done" });
});

test("a second run of the same order does not go back one more", async () => {
  await using team = await promoted();
  await team.rollback(ORDER);
  const again = await team.rollback(ORDER);
  expect(again.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("rolled back from 1.1.0 already") },
  ]);
});

test("--to goes to a pin by its tag; what never stood there is refused with what did", async () => {
  await using team = await promoted();
  await team.pin("1.2.0", digestOf("c"));
  await team.promote();
  const unknown = await team.rollback({ ...ORDER, to: "9.9.9" });
  expect(unknown.results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/9\.9\.9 never stood there[\s\S]*1\.1\.0@sha256/) },
  ]);
  const back = await team.rollback({ ...ORDER, to: "1.0.0" });
  expect(back.results).toMatchObject([{ status: "done" }]);
  expect(await team.show(overlayPath("staging"))).toContain('newTag: "1.0.0"');
});

test("nothing before has a digest: an error that lists what was there", async () => {
  await using team = await startTeam({ policies: { staging: { merge: "auto" } } });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  const { results } = await team.rollback(ORDER);
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("Before: 1.0.0 until") },
  ]);
});

test("planted: an environment that allows no rollback in a freeze", async () => {
  const policy = {
    rollback: "{inFreeze: deny}",
    freezes: '[{name: always, cron: "0 */12 * * *", duration: 13h, timezone: UTC}]',
  };
  await using team = await startTeam({ policies: { staging: { merge: "auto", ...policy } } });
  const { results } = await team.rollback(ORDER);
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringContaining('frozen by "always"') },
  ]);
});

test("planned from evidence, it changes nothing and says that it does not look at pins", async () => {
  await using team = await promoted();
  const before = await team.show(overlayPath("staging"));
  const { results, outputs } = await team.rollback({ auto: "true" });
  expect([results, outputs.commit]).toEqual([[], ""]);
  expect(await team.show(overlayPath("staging"))).toBe(before);
});
