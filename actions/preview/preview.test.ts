import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import type { Context, FileLocation } from "@slipway/lib/app/report/report.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { type RecordedReport, recordedReport, testContext } from "@slipway/testing/report.ts";
import {
  digestOf,
  overlayFiles,
  releaseFiles,
  releaseOf,
  serviceFiles,
} from "@slipway/testing/repositories/shop.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../cli/program.ts";
import { preview } from "./preview.ts";
import { request } from "./request.ts";
import { type Shop, startShop } from "./testing/pull.ts";

const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

const replicas = (count: number) =>
  `patches:
  - target: { kind: Rollout }
    patch: |-
      - { op: replace, path: /spec/replicas, value: ${count} }
`;

// One for all: every test has its own branch, and none moves main.
let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

interface Looked {
  readonly results: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly markdown: string;
  readonly diff: string;
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: readonly (readonly [string, FileLocation | undefined])[];
}

async function look(inputs: Record<string, string>, changes: Partial<Context> = {}): Promise<Looked> {
  const report: RecordedReport = recordedReport();
  const errors: (readonly [string, FileLocation | undefined])[] = [];
  const listening = {
    ...report,
    error: (words: string, place?: FileLocation) => errors.push([words, place]),
  };
  const context = testContext(shop.dev.path, { report: listening, ...changes });
  const outcome = await preview(request.parse(inputs), context);
  const said = (kind: string) =>
    report.lines.find((line) => line.startsWith(`${kind}: `))?.slice(kind.length + 2) ?? "";
  return {
    results: outcome.results.map(({ environment, service, status }) => `${environment}/${service} ${status}`),
    outputs: outcome.outputs,
    markdown: said("markdown"),
    diff: said("diff"),
    code: exitCode(outcome),
    lines: report.lines,
    errors,
  };
}

const compare = (head: string) => look({ base: shop.start, head });

describe("an environment's own folder", () => {
  test("PP-26 only what a change touches is rendered, and what differs is shown with its risk", async () => {
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
    const head = await shop.branch({ 'environments/dev/pro\nduct"/kustomization.yaml': "resources: []\n" });
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

  test("a target that goes: all it ran is removed, and said to be", async () => {
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

  test("code alone: nothing changes in the running manifests is reported, and who is built again", async () => {
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

  test("one that is refused is named as not covered too", async () => {
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

  test("a target of the layout that leaves its folder is rendered when what it reaches changes", async () => {
    const files = overlayFiles("dev", "product", "patches:\n  - path: ../../../base/patch.yaml\n");
    const start = await shop.branch({ ...files, "base/patch.yaml": "[]\n" });
    const head = await shop.branch({ "base/patch.yaml": "[{op: remove, path: /spec/replicas}]\n" }, start);
    const { results, code, markdown } = await look({ base: start, head });
    expect([results, code]).toEqual([["dev/product failed"], 1]);
    expect(markdown).toContain("is not in environments/dev/product");
  });
});

test("an environment that asks for less before a release comes in is a risk", async () => {
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

describe("a pull request", () => {
  async function github() {
    const server = await startGithubServer({ headOf: async () => "a".repeat(40) });
    const env = { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: "shop/shop", SLIPWAY_TOKEN: "planted" };
    const { number } = await connectForge(env).openPull({
      head: "change",
      base: "main",
      title: "t",
      body: "b",
    });
    const run = async (head: string, fork = false, more: NodeJS.ProcessEnv = {}) => {
      // What GitHub makes of it.
      await shop.dev.git("checkout", "--quiet", "--detach", shop.start);
      await shop.dev.git("merge", "--quiet", "--no-ff", "-m", "merge", head);
      await shop.dev.git("push", "--quiet", "--force", "origin", `HEAD:refs/pull/${number}/merge`);
      const event = await shop.event({ head, number, fork });
      return look({}, { env: { ...event, ...env, ...more } });
    };
    const comments = () => server.pulls[0]?.comments.map(({ body }) => body) ?? [];
    return { server, run, comments, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test("PP-25 one comment, updated in place, with the commits that were compared", async () => {
    await using forge = await github();
    const first = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    await forge.run(first);
    expect(forge.comments()).toHaveLength(1);
    expect(forge.comments()[0]).toContain(`the merge of \`${shortSha(first)}\``);
    const second = await shop.branch(overlayFiles("dev", "product", replicas(5)), first);
    await forge.run(second);
    expect(forge.comments()).toHaveLength(1);
    expect(forge.comments()[0]).toContain("+  replicas: 5");
  });

  test("of a fork, whose token may not write: no comment, and the job's summary has it all", async () => {
    await using forge = await github();
    const { lines, markdown } = await forge.run(
      await shop.branch(overlayFiles("dev", "product", replicas(1))),
      true,
    );
    expect(forge.comments()).toEqual([]);
    expect(lines.join("\n")).toContain("notice: A fork's token may not comment");
    expect(markdown).toContain("+  replicas: 1");
  });

  test("a comment that the forge refuses does not fail the preview", async () => {
    await using forge = await github();
    const head = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    forge.server.failNext(403);
    const { code, lines } = await forge.run(head);
    expect(code).toBe(0);
    expect(lines.join("\n")).toContain("warning: The comment could not be written");
  });

  test("a forge that never answers does not keep the preview, and there is one comment eventually", async () => {
    await using forge = await github();
    const head = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    forge.server.disturb((_, path) => (path.endsWith("/comments") ? "lost" : undefined));
    const { code, lines, markdown } = await forge.run(head, false, { SLIPWAY_API_DEADLINE: "0.3" });
    expect(code).toBe(0);
    expect(lines.join("\n")).toMatch(/warning: The comment could not be written.*no response within 0\.3 s/);
    expect(markdown).toContain("+  replicas: 1");
    forge.server.disturb(undefined);
    await forge.run(head);
    expect(forge.comments()).toHaveLength(1);
  });
});

test("PP-25 the whole text is written to files, for an artifact", async () => {
  const head = await shop.branch(overlayFiles("dev", "product", `${replicas(1)}# <script>\n`));
  const output = join(shop.dev.path, ".git/preview");
  await look({ base: shop.start, head, output });
  const read = (name: string) => readFile(join(output, name), "utf8");
  expect(await read("preview.md")).toContain("+  replicas: 1");
  expect(await read("preview.diff")).toContain("+  replicas: 1");
  expect(await read("preview.html")).toContain('<span class="add">+  replicas: 1</span>');
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
