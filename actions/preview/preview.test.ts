import type { Context } from "@slipway/lib/app/report/report.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import {
  digestOf,
  overlayFiles,
  releaseFiles,
  releaseOf,
  serviceFiles,
} from "@slipway/testing/repositories/shop.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../cli/program.ts";
import { KUSTOMIZATION, look as lookAt, replicas } from "./testing/look.ts";
import { type Shop, startShop } from "./testing/pull.ts";

// One for all: every test has its own branch, and none moves main.
let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(() => shop[Symbol.asyncDispose]());

const look = (inputs: Record<string, string>, changes: Partial<Context> = {}) =>
  lookAt(shop, inputs, changes);

const compare = (head: string) => look({ base: shop.start, head });

describe("an environment's own folder", () => {
  test("PP-26 only affected targets are rendered, and differences are shown with their risks", async () => {
    const head = await shop.branch(overlayFiles("staging", "product", replicas(1)));
    const { results, diff, markdown, outputs, code } = await compare(head);
    expect(results).toEqual(["staging/product done"]);
    expect(diff).toContain(
      "=== staging/product · Rollout shop-staging/product (at the merge)\n! replicas fall, 2 → 1",
    );
    expect(diff).toContain("\n-  replicas: 2\n+  replicas: 1\n");
    expect(markdown).toContain("### Risks");
    expect(outputs).toMatchObject({ changed: "1", risks: "1", base: shop.start, merged: head });
    expect(code).toBe(0);
  });

  test("PP-26 any doubt renders: a file next to the targets counts for all of its environment", async () => {
    const head = await shop.branch({ "environments/staging/shared/x.yaml": "kind: A\n" });
    const { results } = await compare(head);
    expect(results).toEqual(["staging/order nothing", "staging/product nothing"]);
  });

  test("names with a line break or a quote in them are a doubt, not a target", async () => {
    const head = await shop.branch({
      'environments/dev/pro\nduct"/kustomization.yaml': "resources: [missing.yaml]\n",
    });
    const { results, code } = await compare(head);
    expect(results).toEqual([
      expect.stringContaining('duct" failed'),
      "dev/order nothing",
      "dev/product nothing",
    ]);
    expect(code).toBe(1);
  });

  test("environments come in the order in which releases move", async () => {
    const head = await shop.branch({
      ...overlayFiles("staging", "product", replicas(1)),
      ...overlayFiles("dev", "product", replicas(1)),
      "environments/prod/platform/kustomization.yaml": `${KUSTOMIZATION}resources: [a.yaml]\n`,
      "environments/prod/platform/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
    });
    const { results } = await compare(head);
    expect(results).toEqual(["dev/product done", "staging/product done", "prod/platform done"]);
  });

  test("a promotion: the image that moves, and one that moves back", async () => {
    const older = releaseOf("product", { version: "0.1.0", digest: digestOf("b") });
    const head = await shop.branch(releaseFiles("staging", older));
    const { diff } = await compare(head);
    expect(diff).toContain("! image of service moves back, 0.2.0 → 0.1.0");
    expect(diff).toContain(`image: registry.example.com/shop/product:0.1.0@${digestOf("b")}`);
  });

  test("a release of an older source is a risk, and so is one of a source that lacks what runs", async () => {
    const newer = await shop.branch({ a: "1" });
    const other = await shop.branch({ a: "2" });
    const promoted = (source: string, digest: string) =>
      releaseFiles("staging", releaseOf("product", { version: "0.3.0", source, digest: digestOf(digest) }));
    const base = await shop.branch(promoted(newer, "c"), newer);
    const risks = async (source: string) =>
      (await look({ base, head: await shop.branch(promoted(source, "d"), base) })).diff;
    const ways = [shop.start, other].map((source) => `${shortSha(newer)} → ${shortSha(source)}`);
    expect(await risks(shop.start)).toContain(`! source moves back, ${ways[0]}`);
    expect(await risks(other)).toContain(`! source does not descend from what runs, ${ways[1]}`);
  });

  test("a removed target: all its objects are removed, and reported", async () => {
    const head = await shop.branch(
      Object.fromEntries(Object.keys(releaseFiles("dev", releaseOf("product"))).map((path) => [path, null])),
    );
    const { diff, results } = await compare(head);
    expect(results).toEqual(["dev/product done"]);
    expect(diff).toContain("=== dev/product · Rollout shop-dev/product (at the merge)\n! removed");
  });

  test("platform folders are targets too", async () => {
    const platform = (port: number) => ({
      "environments/prod/platform/kustomization.yaml": `${KUSTOMIZATION}resources: [policy.yaml]\n`,
      "environments/prod/platform/policy.yaml": `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: default}\nspec: {podSelector: {}, policyTypes: [Ingress], ingress: ${port === 0 ? "[]" : "[{}]"}}\n`,
    });
    const base = await shop.branch(platform(0));
    const head = await shop.branch(platform(1), base);
    const { diff } = await look({ base, head });
    expect(diff).toContain(
      "=== prod/platform · NetworkPolicy default (at the merge)\n! ingress from everywhere",
    );
  });
});

describe("what services are made of", () => {
  test("a changed value is shown as the next release in the first environment, with the image pinned now", async () => {
    const head = await shop.branch(serviceFiles("product", "replicas: 1\nenv: {LOG_LEVEL: debug}\n"));
    const { results, diff } = await compare(head);
    expect(results).toEqual(["dev/product done"]);
    expect(diff).toContain(
      "=== dev/product · Rollout shop-dev/product (next release)\n! replicas fall, 2 → 1",
    );
    expect(diff).toContain("+              value: debug");
    expect(diff).not.toMatch(/^[-+].*(release-id|image:)/m);
  });

  test("a chart that changes for all of them is one diff with the names of the others", async () => {
    const chart = await shop.dev.git("show", `${shop.start}:rollouts/chart/templates/rollout.yaml`);
    const head = await shop.branch({
      "rollouts/chart/templates/rollout.yaml": `${chart.replace("spec:", "spec:\n  paused: true")}\n`,
    });
    const { results, markdown } = await compare(head);
    expect(results).toEqual(["dev/order done", "dev/product done"]);
    expect(markdown.match(/<details>/g)).toHaveLength(1);
    expect(markdown).toContain("The same in dev/product.");
  });

  test("a change of code only: no change in the running manifests is reported, and the services that are built again", async () => {
    const head = await shop.branch({ "services/product/src/main.ts": "export {};\n", "README.md": "x\n" });
    const { results, markdown, lines } = await compare(head);
    expect(results).toEqual([]);
    expect(markdown).toContain("**No running manifest changes** but images");
    expect(markdown).toContain("Rebuilt as a separate release: product.");
    expect(lines).toContain("info: No running manifest changes.");
  });

  test("values that are written otherwise and render the same are no change", async () => {
    const head = await shop.branch(
      serviceFiles("product", "# more words\nreplicas: 2\nenv: { LOG_LEVEL: info }\n"),
    );
    expect(await compare(head)).toMatchObject({ results: [], code: 0 });
  });

  test("a change of the base that dev does not run yet is distinguished from this one's", async () => {
    const base = await shop.branch(serviceFiles("product", "replicas: 3\nenv: {LOG_LEVEL: info}\n"));
    const head = await shop.branch(serviceFiles("product", "replicas: 3\nenv: {LOG_LEVEL: debug}\n"), base);
    const { markdown } = await look({ base, head });
    expect(markdown).toContain("dev does not run yet what the base renders");
  });
});

test("weaker requirements of an environment are a risk", async () => {
  const file = "environments/staging/environment.yaml";
  const text = await shop.dev.git("show", `${shop.start}:${file}`);
  const head = await shop.branch({ [file]: `${text.replace("merge: review", "merge: auto")}\n` });
  const { markdown, outputs } = await compare(head);
  expect(markdown).toContain("- environment staging: merge review → auto");
  expect(outputs.risks).toBe("1");
});

test("a data schema that is needed in the release that first provides it, and one that is dropped, are risks", async () => {
  const file = "services/product/service.yaml";
  const text = serviceFiles("product")[file];
  const start = await shop.branch({ [file]: `${text}dataSchema: {needs: 3, provides: [3]}\n` });
  const head = await shop.branch({ [file]: `${text}dataSchema: {needs: 4, provides: [4]}\n` }, start);
  const { markdown, outputs } = await look({ base: start, head });
  expect(markdown).toContain("service product: needs data schema 4 in the release that first provides it");
  expect(markdown).toContain("service product: drops data schema 3, which the base still needs");
  expect(outputs).toMatchObject({ changed: "0", risks: "2" });
});

test("at a terminal: a diff, and colours where they are wanted", async () => {
  const head = await shop.branch(overlayFiles("dev", "product", replicas(1)));
  const written: string[] = [];
  const terminal = {
    env: { PATH: process.env.PATH },
    cwd: shop.dev.path,
    out: () => undefined,
    err: { write: (text: string) => written.push(text) },
  };
  const args = ["preview", "--base", "origin/main", "--head", head];
  expect(await runCommandLine(args, terminal)).toBe(0);
  expect(written.join("")).toContain("\n-  replicas: 2\n+  replicas: 1\n");
});
