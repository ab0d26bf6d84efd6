import { PassThrough } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { Estimate } from "./estimate.ts";
import { BuildProgress } from "./progress.ts";

let progress: BuildProgress | undefined;
afterEach(() => progress?.end());

function started(lanes = 1) {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  let seconds = 0;
  const components = [
    { name: "first", expectedSeconds: 10 },
    { name: "second", expectedSeconds: 100 },
    { name: "third", expectedSeconds: 60 },
  ];
  const made = new BuildProgress(components, stream as unknown as NodeJS.WriteStream, {
    lanes,
    now: () => 1_000_000 + seconds * 1000,
  });
  progress = made;
  return { progress: made, text: () => chunks.join(""), at: (now: number) => (seconds = now) };
}

test("after the first component the estimates of the others use this machine's speed", () => {
  const { progress, at, text } = started();
  progress.set("first", "building");
  expect(progress.summary()).toBe("  0 of 3 built, 0 s so far, about 3 min left; now: first");
  at(30);
  progress.set("first", "built");
  progress.set("second", "building");
  expect(progress.summary()).toBe("  1 of 3 built, 30 s so far, about 8 min left; now: second");
  expect(text()).toContain("second         building     0 s of about 300 s");
});

test("an exceeded estimate is corrected, and those of the others with it", () => {
  const { progress, at } = started();
  progress.set("second", "building");
  at(500);
  expect(progress.summary()).toMatch(/about 8 min left/);
  const rows = [
    { expectedSeconds: 100, seconds: 500, state: "building" },
    { expectedSeconds: 60, seconds: 0, state: "waiting" },
  ];
  const estimate = new Estimate(rows);
  expect(rows.map((row) => estimate.whole(row))).toEqual([625, 300]);
});

test("the remaining time is at least that of the longest component, for any number of parallel builds", () => {
  const rows = [
    { expectedSeconds: 100, seconds: 0, state: "waiting" },
    { expectedSeconds: 10, seconds: 0, state: "waiting" },
  ];
  expect(new Estimate(rows).left(rows, 2)).toBe(100);
  expect(new Estimate(rows).left(rows, 1)).toBe(110);
});

test("the last line says that everything is built, and how long it took", () => {
  const { progress, at, text } = started();
  for (const name of ["first", "second", "third"]) {
    progress.set(name, "building");
    at(120);
    progress.set(name, "built");
  }
  progress.end();
  expect(text()).toContain("all built, 2 min so far");
});
