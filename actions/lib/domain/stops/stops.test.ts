import { clone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { expect, test } from "vitest";
import { openGit } from "../../io/git/git.ts";
import { describeStop, readStops, STOP_REFS, type Stop, stopOf } from "./stops.ts";

const identity = { name: "slipway[bot]", email: "bot@example.com" };

test("PP-20 a stop is a branch: after a manual push it stops, after deletion it no longer does", async () => {
  await using server = await startGitServer();
  const url = await server.createRepository("shop");
  await using person = await clone(url);
  await person.push("feat: a shop", { "README.md": "hello\n" });
  await using checkout = await clone(url);
  const git = openGit(checkout.path, { identity });
  const stops = async () => readStops(git, await git.fetch(...STOP_REFS));
  expect(await stops()).toEqual([]);

  await person.commit("payments are down\n\nSee the status page.\n\nActor: ann");
  await person.git("push", "--quiet", "origin", "HEAD:stop/prod");
  expect(await stops()).toMatchObject([
    {
      branch: "stop/prod",
      environment: "prod",
      reason: "payments are down\n\nSee the status page.",
      by: "ann",
    },
  ]);
  await person.git("push", "--quiet", "origin", "origin/main:refs/heads/stop/all");
  const [everywhere] = await stops();
  expect(everywhere).toMatchObject({ environment: "all", reason: "feat: a shop" });
  expect(everywhere?.by).not.toBe("");

  await person.git("push", "--quiet", "origin", ":stop/prod", ":stop/all");
  expect(await stops()).toEqual([]);
});

const stop = (environment: string): Stop => ({
  branch: `stop/${environment}`,
  environment,
  commit: "1".repeat(40),
  reason: "fire",
  by: "ann",
  since: new Date("2026-03-01T12:00:00Z"),
});

test("an environment's own stop is named before the one for all; another environment's does not apply", () => {
  expect(stopOf([stop("all"), stop("prod")], "prod")?.branch).toBe("stop/prod");
  expect(stopOf([stop("all"), stop("prod")], "dev")?.branch).toBe("stop/all");
  expect(stopOf([stop("prod")], "dev")).toBeUndefined();
  expect(describeStop(stop("all"))).toMatch(
    /^everything is stopped since 2026-03-01T12:00:00Z by ann: fire\./,
  );
});
