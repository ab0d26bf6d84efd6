import { test } from "vitest";
import { race } from "./testing/race.ts";

test("PP-1 six runs and a person at once: everything moves once, and nobody's commit is lost", async () => {
  await race({ runs: 6, services: 3, pushes: 4 });
  // Hundreds of processes: it takes minutes where something else runs next to it.
}, 300_000);
