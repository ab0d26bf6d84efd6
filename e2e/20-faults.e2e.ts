import { afterEach, beforeAll, expect, test } from "vitest";
import { aborted, evidenceOf } from "../local/demo/evidence.ts";
import { planPromotion } from "../local/demo/explain.ts";
import type { PlatformStage as Stage } from "../local/demo/platform-stage.ts";
import { freshFor, productCode, services } from "../local/demo/stage.ts";
import { accountToken } from "../local/forge/accounts.ts";
import { git } from "../local/forge/git.ts";
import { hold, kill, release } from "../local/platform/hold.ts";
import { waitFor } from "../local/wait/wait.ts";
import { openStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

/** A change of product's image and of nothing else; no two are equal. */
let freshMs = 4000;
const anotherProduct = () => {
  freshMs += 1;
  return { [productCode]: freshFor(freshMs) };
};

/** What dev pins, as one value to compare. */
async function pins(): Promise<Readonly<Record<string, string | undefined>>> {
  const releases: Record<string, string | undefined> = {};
  for (const service of services()) releases[service] = (await stage.delivery.release("dev", service))?.id;
  return releases;
}

/**
 * Waits until no workflow runs any more and dev runs what it pins. The end of a canary starts workflows that may pin again,
 * so it has to stay like that for a while.
 */
async function settled(): Promise<void> {
  const { delivery } = stage;
  let quietChecks = 0;
  await waitFor(
    async () => {
      const unsettled = [...(await running()), ...(await unhealthy())];
      quietChecks = unsettled.length === 0 ? quietChecks + 1 : 0;
      if (quietChecks === 6) return { value: undefined };
      return { seen: unsettled.join(", ") || `quiet ${quietChecks} times in a row` };
    },
    { what: "all workflow runs to finish and dev to run what it pins", everyMs: 2000 },
  );

  async function running(): Promise<string[]> {
    const runs = (await delivery.forge.runs()).filter(({ status }) => status !== "completed");
    return runs.map(({ id, path }) => `${id} ${path}`);
  }

  async function unhealthy(): Promise<string[]> {
    const found: string[] = [];
    for (const service of services()) {
      const pinned = await delivery.release("dev", service);
      if (!(await delivery.isHealthy("dev", service, pinned?.id ?? "")))
        found.push(`${service} is not healthy as ${pinned?.version}`);
    }
    return found;
  }
}

/** Undone after the test whatever happened in it, so that the next one starts from health. */
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test("a broken chart value is a clear error in the run; that service is not bumped, the others are", async () => {
  const { delivery } = stage;
  const before = await pins();
  const values = "services/currency/values.yaml";
  let good = "";
  const commit = await delivery.push("feat(currency): more replicas", {
    [values]: (content) => {
      good = content;
      return content.replace(/^replicas: .*$/m, "replicas: four");
    },
    ...anotherProduct(),
  });
  // Only currency: a revert of both would deliver product again, for minutes.
  undo.push(() => delivery.push("fix(currency): replicas is a number", { [values]: () => good }));
  const run = await delivery.forge.finishedRun("deliver.yml", commit);
  delivery.forge.expectFailure(run);
  expect(run.conclusion).toBe("failure");
  const log = await delivery.forge.log(run);
  expect(log).toMatch(/currency/);
  expect(log).toMatch(/replicas/);
  const after = await pins();
  expect(after.currency).toBe(before.currency);
  expect(after.product).not.toBe(before.product);
});

test("a release folder edited manually is named and not promoted", async () => {
  const { delivery, venue } = stage;
  const path = "environments/staging/product/release/manifests.yaml";
  const commit = await delivery.push("fix(product): a quick change in place", {
    [path]: (content) => content.replace("LOG_LEVEL: info", "LOG_LEVEL: debug"),
  });
  undo.push(() => delivery.revert(commit));
  const results = await planPromotion(venue, delivery.folder);
  const result = results.find(({ environment, service }) => environment === "prod" && service === "product");
  expect(result?.status).toMatch(/refused|failed/);
  expect(result?.reason).toContain("environments/staging/product/release");
});

test("an overlay patch that does not fit the release is an error naming file and path, and nothing is pushed", async () => {
  const { delivery } = stage;
  await settled();
  const before = await pins();
  // The overlay has its own patches, and a key may be only once.
  const misfit = `patches:
  - target: { kind: Rollout, name: currency }
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/7/image
        value: shop/currency
`;
  const commit = await delivery.push("feat(currency): a patch and a change that do not fit together", {
    "environments/dev/currency/kustomization.yaml": (content) => content.replace(/^patches:\n/m, misfit),
    "services/currency/values.yaml": (content) => content.replace("LOG_LEVEL: info", "LOG_LEVEL: warn"),
  });
  undo.push(() => delivery.revert(commit));
  const run = await delivery.forge.finishedRun("deliver.yml", commit);
  delivery.forge.expectFailure(run);
  expect(run.conclusion).toBe("failure");
  const log = await delivery.forge.log(run);
  expect(log).toContain("environments/dev/currency");
  expect(log).toContain("/spec/template/spec/containers/7/image");
  expect(await pins()).toEqual(before);
});

test("EF-12 with the registry down the run fails and nothing is pinned; the next run makes up for it", async () => {
  const { delivery, platform } = stage;
  await settled();
  const before = await pins();
  await hold(platform, "registry", "SIGKILL");
  undo.push(() => release(platform, "registry"));
  const commit = await delivery.push("feat(product): sell rope by the fathom", {
    ...anotherProduct(),
  });
  const run = await delivery.forge.finishedRun("deliver.yml", commit);
  delivery.forge.expectFailure(run);
  expect(run.conclusion).toBe("failure");
  expect(await delivery.forge.log(run)).toMatch(/registry/i);
  expect(await pins()).toEqual(before);
  await release(platform, "registry");
  await delivery.forge.dispatch("deliver.yml");
  const pinned = await delivery.pinned("dev", "product", before.product);
  await delivery.healthy("dev", "product", pinned.id);
});

test("ET-12 EF-11 with Prometheus down no canary is promoted, and the evidence says it was an error", async () => {
  const { delivery, platform } = stage;
  await settled();
  const before = await delivery.release("dev", "product");
  await hold(platform, "prometheus");
  undo.push(() => release(platform, "prometheus"));
  const commit = await delivery.push("feat(product): sell rope by the cable", {
    ...anotherProduct(),
  });
  const bad = await delivery.pinned("dev", "product", before?.id);
  await aborted(delivery, "dev", "product", bad.id);
  const evidence = await waitFor(
    async () => {
      const reports = await evidenceOf(delivery, "dev", "product");
      const found = reports.find(({ state, releaseId }) => state === "aborted" && releaseId === bad.id);
      return found ? { value: found } : { seen: JSON.stringify(reports[0]) };
    },
    { what: "evidence of the abort" },
  );
  expect(evidence.cause).toBe("error");
  await release(platform, "prometheus");
  await delivery.promoted("dev", "product", before?.id ?? "");
  // It was not judged bad: the hold ends by itself.
  const held = await delivery.hold("dev", "product", bad.id);
  expect(held.cause).toBe("error");
  expect(held.until).not.toBeNull();
  await delivery.revert(commit);
  await delivery.healthy("dev", "product", before?.id ?? "");
});

// One delivery serves both faults: each delivery takes minutes.
test("EF-17 a restart of Prometheus and a kill -9 of both controllers in the middle of a good canary delay it and do not abort it", async () => {
  const { delivery, platform } = stage;
  await settled();
  const before = await delivery.release("dev", "product");
  await delivery.push("feat(product): sell rope by the mile", anotherProduct());
  const pinned = await delivery.pinned("dev", "product", before?.id);
  await delivery.canaryServes("dev", "product", pinned.id);
  await kill(platform, "prometheus");
  await Promise.all([kill(platform, "argocd-application-controller"), kill(platform, "rollouts-controller")]);
  const rollout = await delivery.healthy("dev", "product", pinned.id);
  expect(rollout.stableHash).toBe(rollout.currentHash);
  const application = await waitFor(
    async () => {
      const found = await delivery.cluster.application("dev-product");
      return found.sync === "Synced" && found.health === "Healthy"
        ? { value: found }
        : { seen: JSON.stringify(found) };
    },
    { what: "Argo CD to see it synced and healthy" },
  );
  expect(application.health).toBe("Healthy");
  expect((await delivery.release("dev", "product"))?.id).toBe(pinned.id);
});

test("evidence is the reporter's alone: forged by anybody else, the forge refuses it", async () => {
  const { delivery, platform } = stage;
  await delivery.pull();
  const branch = "evidence/prod/main";
  const before = await git(delivery.folder, ["rev-parse", `origin/${branch}`]);
  const tree = await git(delivery.folder, ["rev-parse", `${before}^{tree}`]);
  const forged = await git(delivery.folder, [
    ...["-c", "user.name=Mallory", "-c", "user.email=mallory@forge.local"],
    ...["commit-tree", "-p", before, "-m", "everything is healthy", tree],
  ]);
  const token = await accountToken(platform, "slipway-bot");
  const push = git(delivery.folder, ["push", "origin", `${forged}:refs/heads/${branch}`], token);
  await expect(push).rejects.toThrow(/protected branch/i);
  await delivery.pull();
  expect(await git(delivery.folder, ["rev-parse", `origin/${branch}`])).not.toBe(forged);
});
