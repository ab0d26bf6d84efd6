import { expect, test } from "vitest";
import { silentLog } from "../log.ts";
import type { Wake } from "./publisher.ts";
import { createWaker } from "./wake.ts";

const config = {
  workflows: {
    ref: "main",
    changed: ["gates-check.yml"],
    verdict: ["promote.yml"],
    aborted: ["rollback.yml", "promote.yml"],
    canaryEnded: ["deliver.yml"],
  },
  environments: [
    { name: "dev", namespace: "shop-dev", project: "shop-dev", first: true },
    { name: "prod", namespace: "shop-prod", project: "shop-prod", first: false },
  ],
};
const wake = (...events: readonly Wake["event"][]): readonly Wake[] =>
  events.map((event) => ({ event, environment: "dev" }));

test.each<[string, readonly Wake[], readonly string[]]>([
  ["nothing", [], []],
  ["the start of a rollout", wake("changed"), ["gates-check.yml"]],
  ["a verdict", wake("changed", "verdict"), ["gates-check.yml", "promote.yml"]],
  ["an abort", wake("verdict", "aborted"), ["rollback.yml", "promote.yml"]],
  ["the end of a canary in the first environment", wake("canaryEnded"), ["deliver.yml"]],
  ["the end of a canary elsewhere", [{ event: "canaryEnded", environment: "prod" }], []],
  ["all of it", wake("canaryEnded", "verdict", "aborted"), ["rollback.yml", "promote.yml", "deliver.yml"]],
])("%s starts the workflows it concerns, each once", async (_name, wakes, files) => {
  const dispatched: string[] = [];
  const waker = createWaker(config, async (file) => void dispatched.push(file), silentLog);
  waker.wake(wakes);
  await waker.settled();
  expect(dispatched).toEqual(files);
});

test("wake-ups during a dispatch become one more dispatch together", async () => {
  let count = 0;
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const waker = createWaker(
    config,
    async () => {
      count++;
      started.resolve();
      await gate.promise;
    },
    silentLog,
  );
  waker.wake(wake("changed"));
  await started.promise;
  for (let more = 0; more < 5; more++) waker.wake(wake("changed"));
  gate.resolve();
  await waker.settled();
  expect(count).toBe(2);
});

test("a failed dispatch is repeated until it succeeds, and delays no other workflow", async () => {
  const answers = [new Error("502"), new Error("502"), undefined];
  const dispatched: string[] = [];
  const waker = createWaker(
    config,
    async (file) => {
      dispatched.push(file);
      const answer = file === "rollback.yml" ? answers.shift() : undefined;
      if (answer !== undefined) throw answer;
    },
    silentLog,
    [1, 1, 1],
  );
  waker.wake(wake("changed", "aborted"));
  await waker.settled();
  expect(answers).toEqual([]);
  expect(dispatched.filter((file) => file === "promote.yml")).toHaveLength(1);
});

test("gives up eventually, and starts again with the next evidence", async () => {
  let count = 0;
  const waker = createWaker(
    config,
    async () => {
      count++;
      throw new Error("404 workflow not found");
    },
    silentLog,
    [1, 1],
  );
  for (const total of [3, 6]) {
    waker.wake(wake("changed"));
    await waker.settled();
    expect(count).toBe(total);
  }
});
