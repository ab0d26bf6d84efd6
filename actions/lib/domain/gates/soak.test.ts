import { expect, test } from "vitest";
import { soakGate } from "./soak.ts";

const soak = (change: Partial<Parameters<typeof soakGate>[0]>) =>
  soakGate({
    from: "dev",
    version: "0.1.1",
    soakSeconds: 1800,
    since: new Date("2026-01-01T12:00:00Z"),
    now: new Date("2026-01-01T12:10:00Z"),
    ...change,
  });

test("PP-16 soak counts from the moment it became healthy there, and says when it is over", () => {
  expect(soak({})).toEqual({
    gate: "soak",
    open: false,
    reason: "0.1.1 has been healthy in dev for 10 min of 30 min",
    until: new Date("2026-01-01T12:30:00Z"),
  });
  expect(soak({ now: new Date("2026-01-01T12:29:59.999Z") }).open).toBe(false);
  expect(soak({ now: new Date("2026-01-01T12:30:00Z") })).toMatchObject({ open: true });
});

test("PP-16 a soak that a newer release interrupted is over; one that was long enough stays valid", () => {
  const cut = soak({ to: new Date("2026-01-01T12:05:00Z"), now: new Date("2026-01-02T00:00:00Z") });
  expect(cut).toMatchObject({ open: false, reason: expect.stringContaining("5 min of 30 min when a newer") });
  expect(cut).not.toHaveProperty("until");
  expect(soak({ to: new Date("2026-01-01T12:30:00Z") })).toMatchObject({ open: true });
});

test("soak: none required is open, an unknown start and one in the future are closed", () => {
  expect(soak({ soakSeconds: 0, since: undefined })).toMatchObject({ open: true });
  expect(soak({ since: undefined })).toMatchObject({ open: false });
  expect(soak({ since: new Date("never") })).toMatchObject({ open: false });
  expect(soak({ since: new Date("2026-01-01T13:00:00Z") })).toMatchObject({
    open: false,
    reason: expect.stringContaining("for 0 s of"),
  });
});
