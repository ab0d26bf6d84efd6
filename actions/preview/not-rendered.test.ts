import type { Context } from "@slipway/lib/app/report/report.ts";
import { overlayFiles, serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

describe("a kustomization outside of the layout", () => {
  const HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
  const base = (count: number) => ({
    "base/product/kustomization.yaml": `${HEAD}resources: [deployment.yaml]\n`,
    "base/product/deployment.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: product}\nspec: {replicas: ${count}}\n`,
  });

  test.each([
    ["in its own folder", "clusters/prod/product", "../../../base/product"],
    ["deeper in an environment", "environments/prod/eu/product", "../../../../base/product"],
    ["where a service waits for its first release", "environments/prod/product", "../../../base/product"],
  ])("%s: what changes in its base is shown, named as not covered, and fails", async (_, folder, path) => {
    const overlay = { [`${folder}/kustomization.yaml`]: `${HEAD}namespace: prod\nresources: [${path}]\n` };
    const start = await shop.branch({ ...base(2), ...overlay });
    const head = await shop.branch(base(1), start);
    const { results, diff, markdown, code, errors } = await look({ base: start, head });
    expect(results).toContain(`${folder} failed`);
    expect(code).toBe(1);
    expect(diff).toContain(`# ${folder}: not covered`);
    expect(`${diff}\n`).toContain("\n-  replicas: 2\n+  replicas: 1\n");
    expect(markdown).toContain("### Not covered");
    expect(markdown).not.toContain("No running manifest changes");
    expect(errors.map(([words]) => words)).toContainEqual(expect.stringContaining(`${folder}: not covered`));
  });

  test("a refused one is reported as not covered too", async () => {
    const file = "clusters/prod/product/kustomization.yaml";
    const overlay = { [file]: `${HEAD}components: [../../../base/product]\n` };
    const start = await shop.branch({ ...base(2), ...overlay });
    const { results, code, markdown } = await look({ base: start, head: await shop.branch(base(1), start) });
    expect([results, code]).toEqual([["clusters/prod/product failed"], 1]);
    expect(markdown).toContain("### Not covered");
  });

  test("one that builds the same, or from nothing that changes, is no failure", async () => {
    const overlay = {
      "clusters/prod/product/kustomization.yaml": `${HEAD}resources: [../../../base/product]\n`,
    };
    const start = await shop.branch({ ...base(2), ...overlay });
    const comment = {
      "base/product/deployment.yaml": `# more words\n${base(2)["base/product/deployment.yaml"]}`,
    };
    const same = await look({ base: start, head: await shop.branch(comment, start) });
    expect([same.results, same.code]).toEqual([["clusters/prod/product nothing"], 0]);
    const other = await look({ base: start, head: await shop.branch({ a: "1" }, start) });
    expect([other.results, other.code]).toEqual([[], 0]);
  });

  test("a target of the layout that uses other folders is rendered when those change", async () => {
    const files = overlayFiles("dev", "product", "patches:\n  - path: ../../../base/patch.yaml\n");
    const start = await shop.branch({ ...files, "base/patch.yaml": "[]\n" });
    const head = await shop.branch({ "base/patch.yaml": "[{op: remove, path: /spec/replicas}]\n" }, start);
    const { results, code, markdown } = await look({ base: start, head });
    expect([results, code]).toEqual([["dev/product failed"], 1]);
    expect(markdown).toContain("is not in environments/dev/product");
  });
});

describe("what cannot be rendered", () => {
  test.each([
    [
      "a value that the chart's schema refuses",
      serviceFiles("product", "env: {LOG_LEVEL: info}\nreplicas: many\n"),
      { file: "services/product/values.yaml", line: 2 },
      "dev/product failed",
    ],
    [
      "a template that does not parse",
      { "rollouts/chart/templates/extra.yaml": "kind: A\nx: {{ .Values.nope.deeper }}\n" },
      { file: "rollouts/chart/templates/extra.yaml", line: 2 },
      "dev/product failed",
    ],
    [
      "a patch of something that is not there",
      overlayFiles(
        "dev",
        "product",
        "patches:\n  - target: {kind: Rollout}\n    patch: |-\n      - {op: replace, path: /spec/none/1, value: 1}\n",
      ),
      { file: "environments/dev/product/kustomization.yaml", line: 12 },
      "dev/product failed",
    ],
    [
      "a platform with a file that is gone",
      { "environments/prod/platform/kustomization.yaml": `${KUSTOMIZATION}resources: [gone.yaml]\n` },
      { file: "environments/prod/platform/kustomization.yaml", line: 3 },
      "prod/platform failed",
    ],
    [
      "an environment.yaml of another shape",
      { "environments/prod/environment.yaml": "name: prod\norder: last\n" },
      { file: "environments/prod/environment.yaml", line: 2 },
      "prod/environment.yaml failed",
    ],
    [
      "a service.yaml of another shape",
      { "services/product/service.yaml": "name: product\ntier: Golden\n" },
      { file: "services/product/service.yaml", line: 2 },
      "dev/product failed",
    ],
  ])(
    "%s: exit code 1, an annotation with file and line, and the others are rendered",
    async (_, files, place, result) => {
      const head = await shop.branch({ ...files, ...overlayFiles("staging", "order", replicas(1)) });
      const { errors, results, code, markdown } = await compare(head);
      expect(code).toBe(1);
      expect(errors.map(([, found]) => found)).toContainEqual(place);
      expect(results).toContain(result);
      expect(results).toContain("staging/order done");
      expect(markdown).toContain("### Cannot be rendered");
      expect(markdown).not.toContain("slipway-render");
    },
  );

  test("a base that is broken is reported, and does not fail what fixes it", async () => {
    const base = await shop.branch(overlayFiles("dev", "product", "resources2: []\n"));
    const head = await shop.branch(overlayFiles("dev", "product"), base);
    const { code, markdown, results } = await look({ base, head });
    expect([code, results]).toEqual([0, ["dev/product done"]]);
    expect(markdown).toContain("The base cannot be rendered, so all of it is shown as new");
  });
});
