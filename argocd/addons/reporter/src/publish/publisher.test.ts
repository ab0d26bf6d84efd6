import {
  type Evidence,
  evidenceBranch,
  fetchEvidence,
  heartbeatBranch,
} from "@slipway/lib/domain/evidence/evidence.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { clone } from "@slipway/testing/git/clone.ts";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { describe, expect, test } from "vitest";
import { look } from "../evaluate/testing/look.ts";
import type { Target } from "../observe.ts";
import { createPublisher, type Observer } from "./publisher.ts";

const target = (environment: string): Target => ({
  environment,
  cluster: "main",
  namespace: `shop-${environment}`,
  project: `shop-${environment}`,
});
const [dev, staging] = [target("dev"), target("staging")];
const basic = `Basic ${Buffer.from("x-access-token:t0ken").toString("base64")}`;

async function forge() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const folder = stack.use(await temporaryFolder());
  const bare = server.folder("shop");
  const publisher = (token = "t0ken") =>
    createPublisher({
      targets: [dev, staging],
      repository: url,
      folder: `${folder.path}/clone.git`,
      token: async () => token,
    });
  return {
    server,
    url,
    folder: folder.path,
    publisher,
    git: (...args: readonly string[]) => plainGit(bare, ...args),
    commits: async (environment: string) =>
      Number(await plainGit(bare, "rev-list", "--count", evidenceBranch(environment, "main"))),
    read: async (environment: string, service: string) =>
      JSON.parse(await plainGit(bare, "show", `${evidenceBranch(environment, "main")}:${service}.json`)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The same services in both environments. */
const saying =
  (...all: readonly Partial<Evidence>[]): Observer =>
  ({ environment }) =>
    new Map(all.map((one) => [one.service ?? "product", { ...look(), environment, ...one }]));

const urgent = { withWords: false };
const wakes = (environments: readonly string[], ...events: readonly string[]) =>
  environments.flatMap((environment) => events.map((event) => ({ event, environment })));
const atStart = wakes(["dev", "staging"], "changed", "verdict", "aborted", "canaryEnded");

describe("evidence", () => {
  test("starts orphan branches, one commit for each environment, one push for all; the verbs can read it", async () => {
    await using repo = await forge();
    repo.server.requireAuthorization(basic);
    const publisher = repo.publisher();
    const published = await publisher.publish(saying({}, { service: "order" }), urgent);
    expect(published).toEqual({ branches: ["evidence/dev/main", "evidence/staging/main"], wakes: atStart });
    const pushes = repo.server.requests.filter(({ method, url }) => method === "POST" && /receive/.test(url));
    expect(pushes).toHaveLength(1);
    expect([await repo.commits("dev"), await repo.commits("staging")]).toEqual([1, 1]);

    const now = new Date();
    await publisher.beat([dev], now);
    repo.server.requireAuthorization(undefined);
    await using reader = await clone(repo.url);
    const git = openGit(reader.path, { identity: { name: "bot", email: "bot@example.com" } });
    const environment = environmentOf("dev", { evidence: { maxAgeSeconds: 60 } });
    const snapshot = await fetchEvidence(git);
    const tip = await repo.git("rev-parse", "evidence/dev/main");
    expect(await snapshot.read(environment, "order", now)).toMatchObject({
      fresh: true,
      commit: tip,
      evidence: { service: "order", state: "healthy" },
    });
  });

  test("unchanged evidence makes no commit and no push; a change affects only its own branch", async () => {
    await using repo = await forge();
    const publisher = repo.publisher();
    await publisher.publish(saying({}), urgent);
    const before = repo.server.requests.length;
    expect(await publisher.publish(saying({}), urgent)).toEqual({ branches: [], wakes: [] });
    expect(repo.server.requests.length).toBe(before);
    const degraded: Observer = (one, previous) =>
      saying(one.environment === "dev" ? { state: "degraded" } : {})(one, previous);
    expect(await publisher.publish(degraded, urgent)).toEqual({
      branches: ["evidence/dev/main"],
      wakes: wakes(["dev"], "changed", "verdict"),
    });
    expect([await repo.commits("dev"), await repo.commits("staging")]).toEqual([2, 1]);
  });

  test("text-only changes wait until they are requested, and start no workflow", async () => {
    await using repo = await forge();
    const publisher = repo.publisher();
    await publisher.publish(saying({}), urgent);
    const reworded = saying({ message: "other words" });
    expect((await publisher.publish(reworded, urgent)).branches).toEqual([]);
    const published = await publisher.publish(reworded, { withWords: true });
    expect(published).toEqual({ branches: ["evidence/dev/main", "evidence/staging/main"], wakes: [] });
    expect((await repo.read("dev", "product")).message).toBe("other words");
  });

  test("an environment that cannot be read keeps its branch; one that is empty loses its files", async () => {
    await using repo = await forge();
    const publisher = repo.publisher();
    await publisher.publish(saying({}), urgent);
    const blind: Observer = ({ environment }) => (environment === "dev" ? undefined : new Map());
    await publisher.publish(blind, urgent);
    expect(await repo.git("ls-tree", "--name-only", "evidence/dev/main")).toBe("product.json");
    expect(await repo.git("ls-tree", "--name-only", "evidence/staging/main")).toBe("");
  });

  test("after a restart it reads the published evidence, publishes nothing twice, and passes it on for `since`", async () => {
    await using repo = await forge();
    const since = "2026-01-01T00:00:00.000Z";
    await repo.publisher().publish(saying({ since }), urgent);
    const seen: (string | undefined)[] = [];
    const restarted = repo.publisher();
    const published = await restarted.publish((one, previous) => {
      seen.push(previous.get("product")?.since);
      return saying({ since })(one, previous);
    }, urgent);
    // It starts workflows once anyway, because the wake-up of the last evidence may have been lost.
    expect(published).toEqual({ branches: [], wakes: atStart });
    expect(seen).toEqual([since, since]);
    expect(await repo.commits("dev")).toBe(1);
  });

  test("a half-written clone of a killed reporter does not matter", async () => {
    await using repo = await forge();
    await repo.publisher().publish(saying({}), urgent);
    await plainGit(repo.folder, "init", "--quiet", "--bare", "clone.git");
    await plainGit(`${repo.folder}/clone.git`, "config", "core.repositoryformatversion", "99");
    expect((await repo.publisher().publish(saying({ state: "degraded" }), urgent)).branches).toHaveLength(2);
  });

  test("an unreadable file is replaced by the current state", async () => {
    await using repo = await forge();
    await using other = await clone(repo.url);
    await other.git("checkout", "--quiet", "--orphan", "broken");
    await other.commit("chore: by hand", { "product.json": "{", "README.md": "kept" });
    await other.git("push", "--quiet", "origin", "HEAD:evidence/dev/main");
    await repo.publisher().publish(saying({}), urgent);
    expect((await repo.read("dev", "product")).state).toBe("healthy");
    expect(await repo.git("show", "evidence/dev/main:README.md")).toBe("kept");
  });
});

describe("faults", () => {
  test("another client moved one branch: that push is refused, the other succeeds, the next call repairs it", async () => {
    await using repo = await forge();
    const publisher = repo.publisher();
    await publisher.publish(saying({}), urgent);
    await using other = await clone(repo.url, "--branch=evidence/dev/main");
    await other.commit("chore: by another reporter", { "order.json": "{}" });
    await other.git("push", "--quiet", "origin", "HEAD:evidence/dev/main");
    const degraded = saying({ state: "degraded" });
    await expect(publisher.publish(degraded, urgent)).rejects.toThrow(/evidence\/dev\/main: lost-race/);
    expect((await repo.read("staging", "product")).state).toBe("degraded");
    expect(await publisher.publish(degraded, urgent)).toEqual({
      branches: ["evidence/dev/main"],
      // Also for staging, whose push succeeded in the failed call.
      wakes: wakes(["dev", "staging"], "changed", "verdict"),
    });
    expect(await repo.commits("dev")).toBe(3);
    expect((await repo.read("dev", "product")).state).toBe("degraded");
  });

  test("a forge that is down loses no evidence, only intermediate states", async () => {
    await using repo = await forge();
    const publisher = repo.publisher();
    await publisher.publish(saying({}), urgent);
    repo.server.beforePush(async () => {
      throw new Error("down");
    });
    for (const state of ["running", "degraded"] as const) {
      await expect(publisher.publish(saying({ state }), urgent)).rejects.toThrow(/git push/);
    }
    repo.server.beforePush(undefined);
    const aborted = saying({ state: "aborted", cause: "failed" });
    const published = await publisher.publish(aborted, urgent);
    expect(new Set(published.wakes)).toEqual(
      new Set(wakes(["dev", "staging"], "changed", "verdict", "aborted")),
    );
    expect((await repo.read("dev", "product")).state).toBe("aborted");
    expect(await repo.commits("dev")).toBe(2);
  });

  test("a refused token is reported with its remedy; no message contains the token", async () => {
    await using repo = await forge();
    repo.server.requireAuthorization(basic);
    const failure = await repo
      .publisher("wrong")
      .publish(saying({}), urgent)
      .then(
        () => "published",
        (error: Error) => error.message,
      );
    expect(failure).toMatch(/Check SLIPWAY_TOKEN/);
    expect(failure).not.toContain("wrong");
  });
});

test("a heartbeat is one parentless commit without files, replaced each time, with the time of the observation", async () => {
  await using repo = await forge();
  const publisher = repo.publisher();
  for (const time of ["2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z"]) {
    await publisher.beat([dev, staging], new Date(time));
  }
  for (const environment of ["dev", "staging"]) {
    const branch = heartbeatBranch(environment, "main");
    expect(await repo.git("rev-list", "--count", branch)).toBe("1");
    expect(await repo.git("ls-tree", "-r", branch)).toBe("");
    expect(Number(await repo.git("log", "-1", "--format=%ct", branch)) * 1000).toBe(
      Date.parse("2026-01-01T00:00:30Z"),
    );
  }
});
