import { expect, test } from "vitest";
import type { Analysis, Step } from "./manifests.ts";
import { type Guard, type StepActions, walk } from "./walk.ts";

const gate: Analysis = { templates: [{ templateName: "gate" }], args: [] };
const guard: Guard = { templates: [{ templateName: "guard" }], args: [], startingStep: 1 };
const steps: readonly Step[] = [
  { setWeight: 25 },
  { pause: { duration: 5 } },
  { analysis: gate },
  { setWeight: 50 },
  { analysis: gate },
];

/** Records the effects of the steps; `verdicts`: the result of each analysis, by template and order. */
function actions(verdicts: Readonly<Record<string, (string | undefined)[]>> = {}) {
  const seen: string[] = [];
  const told: StepActions = {
    begin: (index) => seen.push(`step ${index}`),
    setWeight: (weight) => seen.push(`weight ${weight}`),
    pause: async (seconds) => void seen.push(`pause ${seconds}`),
    analyse: async ({ templates: [template] }, signal) => {
      const name = template?.templateName ?? "";
      seen.push(name);
      const verdict = verdicts[name]?.shift();
      if (verdict === undefined && name === "guard")
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      return verdict;
    },
  };
  return { seen, told };
}

const { signal } = new AbortController();

test("every step in order, and the canary passes", async () => {
  const { seen, told } = actions();
  expect(await walk(steps, undefined, told, signal)).toBeUndefined();
  expect(seen).toEqual([
    ...[
      "step 0",
      "weight 25",
      "step 1",
      "pause 5",
      "step 2",
      "gate",
      "step 3",
      "weight 50",
      "step 4",
      "gate",
    ],
  ]);
});

test("a gate that fails ends the canary, and no further weight is set", async () => {
  const { seen, told } = actions({ gate: ["too many errors"] });
  expect(await walk(steps, undefined, told, signal)).toBe("too many errors");
  expect(seen).not.toContain("weight 50");
});

test("the background analysis begins at its starting step and ends with the canary", async () => {
  const { seen, told } = actions();
  expect(await walk(steps, guard, told, signal)).toBeUndefined();
  expect(seen.indexOf("guard")).toBeGreaterThan(seen.indexOf("step 1"));
  expect(seen.indexOf("guard")).toBeLessThan(seen.indexOf("step 2"));
});

test("a background analysis that fails ends the canary during a pause", async () => {
  const { told } = actions({ guard: ["errors between the gates"] });
  const endless: StepActions = {
    ...told,
    pause: (_, stop) => new Promise((resolve) => stop.addEventListener("abort", () => resolve())),
  };
  expect(await walk(steps, guard, endless, signal)).toBe("errors between the gates");
});

test("a canary that is ended from outside has no result", async () => {
  const stop = new AbortController();
  const { seen, told } = actions();
  const pausing: StepActions = { ...told, pause: async () => stop.abort() };
  expect(await walk(steps, undefined, pausing, stop.signal)).toBeUndefined();
  expect(seen).not.toContain("gate");
});
