import { test } from "vitest";
import { race } from "./testing/race.ts";

test("PP-1 fifty runs and a person at once, fourteen services in three environments: everything moves once", async () => {
  await race({ runs: 50, services: 14, pushes: 20 });
});
