import { expect, test } from "vitest";
import { Fleet } from "../../services/journeys/fleet/fleet.ts";
import { mix } from "../../services/loadgen/mix.ts";
import { type Measured, sendCustomers } from "./load-generator.ts";

/** On a busy machine only correct answers are required, not fast ones. */
const limits = { p95: 60_000, p99: 60_000 };

const shareOf = (measured: Measured, what: string): number =>
  (measured.rows.find((row) => row.what === what)?.count ?? 0) / measured.journeys;

test("the customers complete their journeys, and every requested route has figures", async () => {
  const fleet = await Fleet.start({ settings: { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" } });
  try {
    const measured = await sendCustomers({
      gateway: fleet.gateway,
      customers: 4,
      seconds: 30,
      limits,
    });
    const [all, ...routes] = measured.rows;
    expect(measured).toMatchObject({ failedJourneys: 0, complaints: [], exceeded: [] });
    expect(measured.journeys).toBeGreaterThan(20);
    expect(routes.reduce((sum, { count }) => sum + count, 0)).toBe(all?.count);
    // Each customer sees advertisements once while browsing.
    const browsing = (mix.find(({ name }) => name === "browse")?.share ?? 0) / 100;
    expect(Math.abs(shareOf(measured, "GET /api/ads") - browsing)).toBeLessThan(0.35);
  } finally {
    await fleet.close();
  }
});

test("a shop that does not answer is reported as such", async () => {
  const measured = await sendCustomers({
    gateway: "http://127.0.0.1:1",
    customers: 2,
    seconds: 2,
    limits,
  });
  expect(measured.failedJourneys).toBe(measured.journeys);
  expect(measured.journeys).toBeGreaterThan(0);
  expect(measured.complaints[0]).toMatch(/was answered with nothing: .*ECONNREFUSED/);
  expect(measured.exceeded).toContainEqual(
    expect.objectContaining({ text: expect.stringMatching(/^\d+ of \d+ journeys failed$/) }),
  );
});

test("answers that are too late exceed the limit", async () => {
  const fleet = await Fleet.start();
  try {
    const tight = { p95: 0.001, p99: 0.001 };
    const measured = await sendCustomers({
      gateway: fleet.gateway,
      customers: 1,
      seconds: 3,
      limits: tight,
    });
    expect(measured.exceeded).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/^all: 95 of a hundred took .* limit 0\.001$/) }),
    );
  } finally {
    await fleet.close();
  }
});
