import { expect, test } from "vitest";
import { fitToMachine, storyServices } from "./story-services.ts";

test("few processors get the story's services and a word about it; many, or who chose, get what they had", () => {
  const environment: NodeJS.ProcessEnv = {};
  expect(fitToMachine(environment, 6)).toBeUndefined();
  expect(environment.SLIPWAY_SERVICES).toBeUndefined();
  expect(fitToMachine(environment, 2)).toContain("SLIPWAY_SERVICES=all");
  expect(environment.SLIPWAY_SERVICES).toBe(storyServices);
  const chosen: NodeJS.ProcessEnv = { SLIPWAY_SERVICES: "all" };
  expect(fitToMachine(chosen, 2)).toBeUndefined();
  expect(chosen.SLIPWAY_SERVICES).toBe("all");
});
