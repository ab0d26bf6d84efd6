import { test } from "vitest";
import { race } from "./testing/race.ts";

test("PP-1 two bumps racing 20 times lose nothing", async () => {
  await race(20);
});
