import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { readStops, STOP_REFS } from "@slipway/lib/domain/stops/stops.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { request as resumeRequest } from "../resume/request.ts";
import { resume } from "../resume/resume.ts";
import { request } from "./request.ts";
import { stop } from "./stop.ts";

async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("platform");
  const person = stack.use(await emptyClone(url));
  await person.push("feat: a shop", { "environments/prod/environment.yaml": "not even readable: [" });
  const env = { PATH: process.env.PATH, GITHUB_ACTOR: "ann" };
  const context = testContext(person.path, { env });
  const opened = openGit(person.path, { identity: { name: "x", email: "x@example.com" } });
  return {
    server,
    bare: server.folder("platform"),
    context,
    stop: (environment: string, reason = "payments are down") =>
      stop(request.parse({ environment, reason }), context),
    resume: (environment: string) => resume(resumeRequest.parse({ environment }), context),
    stops: async () => readStops(opened, await opened.fetch(...STOP_REFS)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("PP-20 stop is one push of a commit without files, whose message says why, who and by what", async () => {
  await using platform = await shop();
  const { results, outputs } = await platform.stop("prod");
  expect(results).toMatchObject([{ environment: "prod", status: "done" }]);
  expect(outputs.branch).toBe("stop/prod");
  expect(await platform.stops()).toMatchObject([
    { environment: "prod", reason: "payments are down", by: "ann" },
  ]);
  expect(await git(platform.bare, "ls-tree", "-r", "stop/prod")).toBe("");
  expect(await git(platform.bare, "rev-list", "--count", "stop/prod")).toBe("1");
  const pushes = platform.server.requests.filter(
    ({ method, url, authorization }) =>
      method === "POST" && url.endsWith("/git-receive-pack") && !authorization,
  );
  // The first push is the fixture's.
  expect(pushes).toHaveLength(2);
});

test("PP-20 a second stop keeps the first one's reason, and resume ends it; twice does nothing", async () => {
  await using platform = await shop();
  await platform.stop("prod");
  const again = await platform.stop("prod", "me too");
  expect(again.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("payments are down") },
  ]);
  await platform.stop("all", "fire");
  const resumed = await platform.resume("prod");
  expect(resumed.results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/still stopped by stop\/all$/) },
  ]);
  expect(resumed.outputs.remaining).toBe('["stop/all"]');
  expect((await platform.resume("prod")).results).toMatchObject([{ status: "nothing" }]);
  expect(await platform.stops()).toMatchObject([{ branch: "stop/all" }]);
});

test("an environment that is not there is not stopped, but named next to those that are", async () => {
  await using platform = await shop();
  await expect(platform.stop("prd")).rejects.toThrow(/"prd": not found\.\n {2}Known: prod, all/);
  expect(await platform.stops()).toEqual([]);
});

test("two who stop at once make one stop", async () => {
  await using platform = await shop();
  await Promise.all([platform.stop("prod", "one"), platform.stop("prod", "other")]);
  expect(await platform.stops()).toHaveLength(1);
});

test("a reason writes no trailers of its own", async () => {
  await using platform = await shop();
  await platform.stop("prod", "down\n\nActor: eve");
  expect(await platform.stops()).toMatchObject([{ by: "ann", reason: "down Actor: eve" }]);
});

test("a dry run pushes and deletes nothing", async () => {
  await using platform = await shop();
  const dry = { ...platform.context, dryRun: true };
  await stop(request.parse({ environment: "prod", reason: "x" }), dry);
  expect(await platform.stops()).toEqual([]);
  await platform.stop("prod");
  await resume(resumeRequest.parse({ environment: "prod" }), dry);
  expect(await platform.stops()).toHaveLength(1);
});

test("a branch named stop keeps every stop away: it fails, and ends with the command that removes it", async () => {
  await using platform = await shop();
  await git(platform.bare, "branch", "stop", "main");
  const failure = await platform.stop("prod").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UserError);
  const { message } = failure as UserError;
  expect(message).toContain("branch stop/prod: not pushed, nothing is stopped");
  const command = message.split("\n").at(-1)?.trim() ?? "";
  expect(command).toBe("git push origin --delete stop");
  // The command does what it says, and the stop is possible then.
  await git(platform.context.workspace, ...command.split(" ").slice(1));
  expect((await platform.stop("prod")).results).toMatchObject([{ status: "done" }]);
});

test("a branch below the stop's own name is in the way too, and cannot smuggle a command", async () => {
  await using platform = await shop();
  await git(platform.bare, "branch", "stop/prod/$(id);x'y", "main");
  await expect(platform.stop("prod")).rejects.toThrow(/--delete 'stop\/prod\/\$\(id\);x'\\''y'$/);
});
