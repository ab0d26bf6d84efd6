/** A configuration repository without a service of its own: promotion, preview, hold and rollback read the services' repositories. */
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { sourceToken, startApart } from "@slipway/testing/repositories/apart.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { detectChanges } from "./detect-changes/detect-changes.ts";
import { request as detectRequest } from "./detect-changes/request.ts";
import { doctor } from "./doctor/doctor.ts";
import { request as doctorRequest } from "./doctor/request.ts";
import { preview } from "./preview/preview.ts";
import { request as previewRequest } from "./preview/request.ts";
import { promote } from "./promote/promote.ts";
import { request as promoteRequest } from "./promote/request.ts";
import { request as rollbackRequest } from "./rollback/request.ts";
import { rollback } from "./rollback/rollback.ts";
import { request as statusRequest } from "./status/request.ts";
import { status } from "./status/status.ts";

const level = (name: string) => `replicas: 2\nenv: {LOG_LEVEL: ${name}}\n`;
const TOKEN = sourceToken("order");

/** Two releases of order; the newer one is pinned in dev, and healthy there. */
async function twoReleases() {
  const repo = await startApart(["order"]);
  const checkout = await repo.checkout();
  const [older, newer] = [repo.sourceOf("order"), await repo.push("order", "feat: say more", level("debug"))];
  await repo.bump(checkout, "order", older, "a");
  await repo.report("dev", "order");
  const stable = await repo.pinned("order");
  await repo.bump(checkout, "order", newer, "b");
  return { repo, checkout, older, newer, stable: { releaseId: stable?.id ?? null } };
}

test("promotion: rendered again from the service's repository, with its commits and links in the pull request", async () => {
  const { repo, newer } = await twoReleases();
  await using _ = repo;
  await repo.report("dev", "order");
  const checkout = await repo.checkout();
  const { results } = await promote(promoteRequest.parse({}), repo.context(checkout, TOKEN));
  expect(results).toMatchObject([{ environment: "staging", service: "order", status: "done" }]);
  const address = repo.addressOf("order").replace(/\.git$/, "");
  expect(repo.forge.pulls[0]?.body).toContain(`${address}/commit/${newer}`);
});

test("without a token for the service's repository nothing moves, and the reason names it", async () => {
  const { repo } = await twoReleases();
  await using _ = repo;
  await repo.report("dev", "order");
  const before = (await repo.tip()).commit;
  const { results } = await promote(promoteRequest.parse({}), repo.context(await repo.checkout(), "wrong"));
  expect(results).toMatchObject([
    {
      environment: "staging",
      status: "waiting",
      reason: expect.stringContaining(`${repo.addressOf("order")}, branch main: cannot be read`),
    },
  ]);
  expect([repo.forge.pulls.length, (await repo.tip()).commit]).toEqual([0, before]);
});

test("rollback by a person: the release before comes back, the newer one is held, by the order of the service's repository", async () => {
  const { repo, checkout, older, newer } = await twoReleases();
  await using _ = repo;
  await repo.report("dev", "order");
  const inputs = { environment: "dev", services: "order", reason: "orders fail" };
  const fresh = await repo.checkout();
  const { results } = await rollback(rollbackRequest.parse(inputs), repo.context(fresh, TOKEN));
  expect(results).toMatchObject([{ service: "order", status: "done" }]);
  expect(await repo.pinned("order")).toMatchObject({ source: older, image: { digest: digestOf("a") } });
  // The same build again is held; a newer commit of the service's repository is the answer to it.
  const again = await repo.bump(checkout, "order", newer, "b");
  expect(again.results).toMatchObject([
    { status: "refused", reason: expect.stringContaining("is held in dev") },
  ]);
  const fixed = await repo.push("order", "fix: say less", level("warn"));
  expect((await repo.bump(checkout, "order", fixed, "c")).results).toMatchObject([{ status: "done" }]);
});

test("rollback by itself: an aborted canary goes back to what was healthy", async () => {
  const { repo, older, stable } = await twoReleases();
  await using _ = repo;
  await repo.report("dev", "order", {
    state: "aborted",
    cause: "failed",
    stable,
    message: "20 % errors",
  });
  const fresh = await repo.checkout();
  const { results } = await rollback(rollbackRequest.parse({ auto: "true" }), repo.context(fresh, TOKEN));
  expect(results).toMatchObject([{ service: "order", status: "done" }]);
  expect((await repo.pinned("order"))?.source).toBe(older);
});

test("preview in the configuration repository: a source that moves back is a risk, one that moves on is none", async () => {
  const { repo, older, newer } = await twoReleases();
  await using _ = repo;
  const checkout = await repo.checkout();
  const everything = ["--unshallow", repo.server.folder("config"), "main:refs/remotes/origin/main"];
  await checkout.git("fetch", "--quiet", "--force", ...everything);
  const folder = "environments/dev/order/release";
  const history = await repo.landed.log("main", { paths: [folder] });
  const [latest, first] = history.map(({ sha }) => sha);
  const looked = async (base: string, head: string) => {
    const report = recordedReport();
    const inputs = { base, head, comment: "false" };
    await preview(previewRequest.parse(inputs), repo.context(checkout, TOKEN, { report }));
    return report.lines.join("\n");
  };
  await checkout.git("switch", "--quiet", "--detach", latest ?? "");
  await checkout.git("checkout", "--quiet", first ?? "", "--", folder);
  const back = await checkout.commit("revert: by hand");
  expect(await looked(latest ?? "", back)).toContain(
    `source moves back, ${shortSha(newer)} → ${shortSha(older)}`,
  );
  expect(await looked(first ?? "", latest ?? "")).not.toContain("source moves back");
  expect(await looked(first ?? "", latest ?? "")).not.toContain("does not descend");
});

test("status counts what an environment is behind in commits of the service's repository", async () => {
  const { repo, checkout } = await twoReleases();
  await using _ = repo;
  const staged = await repo.landed.tree("main");
  const [, first] = await repo.landed.log("main", { paths: ["environments/dev/order/release"] });
  const before = await repo.landed.tree(first?.sha ?? "");
  const files = await before.list("environments/dev/order/release");
  const copied = await Promise.all(
    files.map(async (path) => [path.replace("/dev/", "/staging/"), (await before.read(path)) ?? ""] as const),
  );
  expect(staged.commit).not.toBe(before.commit);
  await repo.config.git("pull", "--quiet", "--rebase", "origin", "main");
  await repo.config.push("promote(staging): order", Object.fromEntries(copied));
  const outcome = await status(statusRequest.parse({}), repo.context(checkout, TOKEN));
  const board = JSON.parse(outcome.outputs.board ?? "{}");
  const cell = board.services[0].cells.find(
    (each: { environment: string }) => each.environment === "staging",
  );
  expect(cell).toMatchObject({
    release: { repository: repo.addressOf("order").replace(/\.git$/, "") },
    behind: { environment: "dev", commits: 1, version: "0.2.0" },
  });
});

test("doctor names the repository of a service that cannot be read, and asks for no workflow that builds", async () => {
  await using repo = await startApart(["order"]);
  const checkout = await repo.checkout();
  const asked = async (token: string) => {
    const outcome = await doctor(doctorRequest.parse({}), repo.context(checkout, token));
    const findings = JSON.parse(outcome.outputs.findings ?? "") as readonly {
      readonly id: string;
      readonly what: string;
      readonly state: string;
      readonly found?: string;
    }[];
    return new Map(findings.map((finding) => [finding.id, finding]));
  };
  expect((await asked(TOKEN)).get("source/order")).toMatchObject({ state: "met" });
  const without = await asked("wrong");
  expect(without.get("source/order")).toMatchObject({
    state: "missing",
    found: expect.stringContaining(`${repo.addressOf("order")}, branch main: cannot be read`),
  });
  expect(without.get("workflows/files")?.what).not.toContain("deliver");
});

test("in a service's repository all that it holds is to be built, since nothing is pinned there", async () => {
  await using repo = await startApart(["order", "product"]);
  const context = repo.context(repo.repositoryOf("order"), "", { env: { SLIPWAY_TOKEN: TOKEN } });
  const { outputs } = await detectChanges(detectRequest.parse({}), context);
  expect(outputs).toMatchObject({ services: '["order"]', source: repo.sourceOf("order") });
});
