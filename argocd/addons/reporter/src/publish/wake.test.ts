import { expect, test } from "vitest";
import { silentLog } from "../log.ts";
import { createWaker } from "./wake.ts";

test("wakes that come while one is under way are one more dispatch together", async () => {
  let count = 0;
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const waker = createWaker(async () => {
    count++;
    started.resolve();
    await gate.promise;
  }, silentLog);
  waker.wake();
  await started.promise;
  for (let more = 0; more < 5; more++) waker.wake();
  gate.resolve();
  await waker.settled();
  expect(count).toBe(2);
});

test("a failed dispatch is tried again, until it arrives", async () => {
  const answers = [new Error("502"), new Error("502"), undefined];
  const waker = createWaker(
    async () => {
      const answer = answers.shift();
      if (answer !== undefined) throw answer;
    },
    silentLog,
    [1, 1, 1],
  );
  waker.wake();
  await waker.settled();
  expect(answers).toEqual([]);
});

test("gives up in the end, and begins anew with the next evidence", async () => {
  let count = 0;
  const waker = createWaker(
    async () => {
      count++;
      throw new Error("404 workflow not found");
    },
    silentLog,
    [1, 1],
  );
  waker.wake();
  await waker.settled();
  expect(count).toBe(3);
  waker.wake();
  await waker.settled();
  expect(count).toBe(6);
});
