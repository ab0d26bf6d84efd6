import { type RecordedReport, recordedReport, testContext } from "@slipway/testing/report.ts";
import { NOW, type Story, startStory } from "@slipway/testing/repositories/story.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request } from "./request.ts";
import { watch } from "./watch.ts";

let story: Story;

beforeAll(async () => {
  story = await startStory();
});
afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
});

interface Watched {
  readonly report?: RecordedReport;
  /** Seconds that a look at the clock lets pass. */
  readonly stepSeconds?: number;
}

function start(inputs: Readonly<Record<string, string>>, { report, stepSeconds = 0 }: Watched = {}) {
  let seconds = 0;
  const clock = {
    now: () => {
      seconds += stepSeconds;
      return new Date(NOW.getTime() + seconds * 1000);
    },
  };
  const all = { interval: "1s", ...inputs };
  return watch(request.parse(all), testContext(story.clone.path, { clock, ...(report && { report }) }));
}

/** A report that calls `then` once, after the first line that matches. */
function after(line: RegExp, then: () => Promise<void>): RecordedReport {
  const report = recordedReport();
  let isDone = false;
  return {
    ...report,
    info: (message) => {
      report.info(message);
      if (isDone || !line.test(message)) return;
      isDone = true;
      void then();
    },
  };
}

describe("watch", () => {
  test("shows what stands everywhere first, and ends with its time", async () => {
    const report = recordedReport();
    const { results } = await start({ service: "product", timeout: "1s" }, { report, stepSeconds: 1 });
    expect(results).toEqual([]);
    const lines = report.lines.map((line) => line.replace(/^info: \S+ {2}/, ""));
    expect(lines).toContain(
      "dev      0.3.0 is pinned by edsger (bump, 0.2.0 before): bump(dev): product 0.3.0",
    );
    expect(lines).toContain("dev      0.3.0 serves 25 % as canary, step 1 of 4");
    expect(lines).toContain("staging  0.2.0 is healthy");
    expect(lines).toContain("prod     0.2.0 is held by Radia: customers see errors");
  });

  test("the canary that is over makes one line and ends the watch of its environment", async () => {
    await using own = await startStory();
    const report = after(/as canary/, () => own.report("dev", own.releases.product030, 15.99));
    const context = testContext(own.clone.path, { clock: { now: () => NOW }, report });
    const inputs = { service: "product", environment: "dev", release: "0.3.0", interval: "1s" };
    const { outputs, results } = await watch(request.parse(inputs), context);
    expect(outputs.state).toBe("healthy");
    expect(results).toEqual([
      { service: "product", environment: "dev", status: "done", reason: "0.3.0 is healthy" },
    ]);
    expect(report.lines.filter((line) => line.endsWith("0.3.0 is healthy"))).toHaveLength(1);
    expect(report.lines.every((line) => !line.includes("staging"))).toBe(true);
  });

  test("a release that is aborted fails the run with the reason the cluster gave", async () => {
    await using own = await startStory();
    const change = { state: "aborted", cause: "failed", message: "error-ratio was 0.2" } as const;
    await own.report("dev", own.releases.product030, 15.99, change);
    const context = testContext(own.clone.path, { clock: { now: () => NOW } });
    const source = own.releases.product030.source.slice(0, 10);
    const inputs = { service: "product", environment: "dev", release: source };
    const { results } = await watch(request.parse(inputs), context);
    expect(results).toMatchObject([
      { status: "failed", reason: expect.stringContaining("error-ratio was 0.2") },
    ]);
  });

  test("a release that never comes fails with what was seen last", async () => {
    const inputs = { service: "product", environment: "prod", release: "9.9.9", timeout: "1s" };
    const { results } = await start(inputs, { stepSeconds: 2 });
    expect(results).toMatchObject([
      {
        status: "failed",
        reason: expect.stringMatching(/^9\.9\.9 was not healthy after 1 s; last seen: 0\.1\.1 is healthy$/),
      },
    ]);
  });

  test.each([
    [{ service: "nothing" }, /no environment has a release of it\.\n {2}Known: order, product/],
    [{ service: "product", environment: "nowhere" }, /Known: dev, staging, prod/],
  ])("%j is refused with what there is", async (inputs, message) => {
    await expect(start(inputs)).rejects.toThrow(message);
  });

  test("all that is wrong with the inputs is reported at once", () => {
    expect(() => request.parse({ timeout: "soon", interval: "0s" })).toThrow(
      /service[\s\S]*timeout[\s\S]*interval/,
    );
  });
});
