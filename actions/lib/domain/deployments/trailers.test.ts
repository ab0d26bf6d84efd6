import fc from "fast-check";
import { expect, test } from "vitest";
import { trailersOf } from "./trailers.ts";

test("trailers are the last paragraph, when all of it is trailers", () => {
  const found = trailersOf(
    "subject\n\nbody\n\nSlipway-Verb: bump\nSlipway-Service: a\n  folded\nSlipway-Service: b\n",
  );
  expect([...found]).toEqual([
    ["Slipway-Verb", ["bump"]],
    ["Slipway-Service", ["a", "b"]],
  ]);
  expect(trailersOf("Slipway-Verb: bump").size).toBe(0);
  expect(trailersOf("subject\n\nSlipway-Verb: bump\nand words").size).toBe(0);
});

test("a message of megabytes is read in one pass", () => {
  const hostile = [
    `subject${"\n".repeat(2_000_000)}Slipway-Verb: bump`,
    `subject\n${" \n".repeat(1_000_000)}Slipway-Verb: bump`,
    `subject\n\n${"A: b\n".repeat(400_000)}`,
    `subject\n\nA: ${" ".repeat(2_000_000)}b`,
    `${" ".repeat(2_000_000)}x`,
  ];
  const began = process.cpuUsage();
  for (const message of hostile) trailersOf(message);
  // Quadratic code takes hours for these.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(30);
});

test("for any message, nothing is thrown and every name is valid for git", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("\n", " ", "\t", "\r", ":", "A", "-", "é") }),
      (message) => {
        for (const name of trailersOf(message).keys()) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
      },
    ),
  );
});
