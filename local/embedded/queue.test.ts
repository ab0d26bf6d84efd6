import { expect, test } from "vitest";
import { WorkflowQueue } from "./queue.ts";

test("one run at a time, and of the waiting runs only the newest", async () => {
  const events: string[] = [];
  const first = Promise.withResolvers<void>();
  const queue = new WorkflowQueue(async (event) => {
    events.push(event);
    if (event === "first") await first.promise;
  });
  for (const event of ["first", "second", "third"]) queue.ask(event);
  expect(events).toEqual(["first"]);
  first.resolve();
  await queue.settled();
  expect(events).toEqual(["first", "third"]);
});

test("a request before a run has started is served by that run", async () => {
  const events: string[] = [];
  const queue = new WorkflowQueue(async (event) => void events.push(event), 10);
  for (const event of ["push", "workflow_dispatch"]) queue.ask(event);
  await queue.settled();
  expect(events).toEqual(["workflow_dispatch"]);
});

test("the failure of a run is kept until one succeeds", async () => {
  let isBad = true;
  const queue = new WorkflowQueue(async () => {
    if (isBad) throw new Error("bump ended with 1");
  });
  queue.ask("push");
  await queue.settled();
  expect(queue.failure).toBe("bump ended with 1");
  isBad = false;
  queue.ask("push");
  await queue.settled();
  expect(queue.failure).toBeUndefined();
});
