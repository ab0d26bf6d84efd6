import { expect, test } from "vitest";
import { budget } from "./budget.ts";

test("PP-27 calls are counted, and the remaining limit is reported", async () => {
  let left = 5000;
  const asked = budget(async () => {
    left -= 1;
    return new Response("", { headers: { "x-ratelimit-remaining": String(left) } });
  });
  await asked.fetch("http://forge.test");
  expect(asked.spent()).toBe("1 call of the forge's API, 4999 left this hour");
  await asked.fetch("http://forge.test");
  expect(asked.spent()).toBe("2 calls of the forge's API, 4998 left this hour");
});

test("a forge without a limit has none to tell", async () => {
  const asked = budget(async () => new Response(""));
  await asked.fetch("http://forge.test");
  expect(asked.spent()).toBe("1 call of the forge's API");
});
