import { expect, test } from "vitest";
import { fitToMachine, storyServices } from "./story-services.ts";

test("machines with few processors get the demo's three services and a message; with many, or by choice, all or the chosen ones", () => {
  const environment: NodeJS.ProcessEnv = {};
  expect(fitToMachine(environment, 6)).toBeUndefined();
  expect(environment.SLIPWAY_SERVICES).toBeUndefined();
  expect(fitToMachine(environment, 2)).toContain("SLIPWAY_SERVICES=all");
  expect(environment.SLIPWAY_SERVICES).toBe(storyServices);
  const chosen: NodeJS.ProcessEnv = { SLIPWAY_SERVICES: "all" };
  expect(fitToMachine(chosen, 2)).toBeUndefined();
  expect(chosen.SLIPWAY_SERVICES).toBe("all");
});
