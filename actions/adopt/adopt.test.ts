/** A team's repository becomes one whose pins are promoted: what adopt declares is what promote then moves. */
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { type Clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { digestOf, overlay, overlayPath, startTeam } from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";
import { adopt } from "./adopt.ts";
import { request } from "./request.ts";

const FILES: Files = {
  "k8s/overlays/dev/kustomization.yaml": overlay("1.1.0", digestOf("b")),
  "k8s/overlays/prod/kustomization.yaml": overlay("1.0.0"),
  "charts/web/values-dev.yaml": "web.app/main:\n  image: {repository: registry.test/acme/web, tag: v2}\n",
  "charts/web/values-prod.yaml": "web.app/main:\n  image: {repository: registry.test/acme/web, tag: v1}\n",
  "jobs/dev/report.yaml":
    "kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: r, image: 'registry.test/acme/report:7'}]}}}}}\n",
  "jobs/prod/twice.yaml": "a: {image: 'registry.test/acme/x:1'}\nb: {image: 'registry.test/acme/x:2'}\n",
  "jobs/prod/many.yaml": "a: 1\n---\nimage: registry.test/acme/y:1\n",
};

async function stranger(files: Files, use: (repo: Clone) => Promise<void>): Promise<void> {
  await using server = await startGitServer();
  await using repo = await emptyClone(await server.createRepository("team"));
  await repo.commit("feat: start", files);
  await use(repo);
}

test("it declares each pin that it finds, names what it leaves out, and overwrites nothing", async () => {
  await stranger(FILES, async (repo) => {
    await repo.git("remote", "set-url", "origin", "git@github.com:acme/Team.git");
    const report = recordedReport();
    const run = () => adopt(request.parse({ pins: "true" }), testContext(repo.path, { report }));
    await run();
    await repo.commit("chore: adopt", {});
    const { pins, product, repository, firstEnvironment } = parseConfig(
      await repo.git("show", "HEAD:slipway.yaml"),
    );
    expect([product, repository, firstEnvironment]).toEqual([
      "team",
      "https://github.com/acme/Team.git",
      "dev",
    ]);
    const web = (name: string) => ({
      file: `charts/web/values-${name}.yaml`,
      values: ["web.app/main", "image"],
    });
    expect(pins?.services).toEqual({
      orders: {
        dev: { file: overlayPath("dev"), image: "acme/orders" },
        prod: { file: overlayPath("prod"), image: "acme/orders" },
      },
      report: {
        dev: {
          file: "jobs/dev/report.yaml",
          path: ["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "image"],
        },
      },
      web: { dev: web("dev"), prod: web("prod") },
    });
    const said = report.lines.join("\n");
    expect(said).toMatch(
      /x in prod is pinned in several places \(jobs\/prod\/twice\.yaml, jobs\/prod\/twice\.yaml\)/,
    );
    expect(said).toMatch(/jobs\/prod\/many\.yaml.*several documents/);
    const git = openGit(repo.path, { identity: { name: "t", email: "t@example.com" } });
    expect(await readEnvironments(await git.tree("HEAD"))).toMatchObject([
      { name: "dev", merge: "push", registry: "registry.test/acme" },
      { name: "prod", after: "dev", merge: "review", gates: { approvals: 1 } },
    ]);
    expect(JSON.parse((await run()).outputs.written ?? "")).toEqual([]);
  });
});

test("its files are enough to promote", async () => {
  await using team = await startTeam({
    files: { "slipway.yaml": null, "environments/staging/environment.yaml": null },
  });
  await team.repo.git("rm", "--quiet", "-r", "environments");
  await team.repo.push("chore: nothing of Slipway", {});
  await adopt(request.parse({ pins: "true" }), testContext(team.repo.path));
  const staging = "environments/staging/environment.yaml";
  await team.repo.push("chore: adopt", {});
  const text = await team.show(staging);
  await team.repo.push("chore: no soak", { [staging]: `${text.replace(/gates:\n {2}soak: 10m/, "")}\n` });
  await team.pin("1.1.0", digestOf("b"));
  const { results } = await team.promote();
  expect(results.find(({ environment }) => environment === "staging")).toMatchObject({ status: "done" });
});

test("a repository without environments in its paths, and one without --pins, get a remedy", async () => {
  await stranger({ "a/b.yaml": "image: registry.test/acme/x:1\n" }, async (repo) => {
    const run = (inputs: Readonly<Record<string, string>>) =>
      adopt(request.parse(inputs), testContext(repo.path));
    await expect(run({ pins: "true" })).rejects.toThrow("--environments int,live");
    await expect(run({})).rejects.toThrow("slipway init");
  });
});
