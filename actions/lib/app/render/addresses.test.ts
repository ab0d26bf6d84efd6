/** Addresses that a change plants for kustomize to call, by the real kustomize. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exec } from "../../io/exec/exec.ts";
import { FOLDER, fault as faultOf, people, shop } from "./testing/attacked.ts";

const NEL = "\u0085";

let server: Server;

let asked = 0;

let address = "";

beforeAll(async () => {
  server = createServer((_, response) => {
    asked += 1;
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted}\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.yaml`;
});

afterAll(async () => {
  await new Promise((done) => server.close(done));
});

/** The fault of dev's product, with no address called. */
async function fault(files: Readonly<Record<string, string>>) {
  const found = await faultOf(files);
  expect(asked).toBe(0);
  return found;
}

test("the lines after NEL in a comment are lines to kustomize: the planted lines below are active", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slipway-nel-"));
  try {
    const head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    await writeFile(
      join(folder, "kustomization.yaml"),
      `${head}# a comment${NEL}namePrefix: planted-\nresources: [a.yaml]\n`,
    );
    await writeFile(join(folder, "a.yaml"), "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
    const { stdout } = await exec("kustomize", ["build", folder], { timeoutMs: 60_000 });
    expect(stdout).toContain("name: planted-a");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("no address is called", () => {
  test.each<[string, (text: string) => string, string]>([
    [
      "a resource",
      (text) => text.replace("  - release", `  - release\n  - ${address}`),
      ':6: "http://127.0.0.1:',
    ],
    [
      "a resource behind NEL in a comment",
      (text) => `# reviewed${NEL}components: [${address}]${NEL}#\n${text}`,
      ":1: the line break NEL (U+0085)",
    ],
    [
      "one behind LS",
      (text) => `# reviewed\u2028transformers: [${address}]\n${text}`,
      ":1: the line break LS (U+2028)",
    ],
    ["a component", (text) => `${text}components: [${address}]\n`, ":9: components: not allowed"],
    [
      "a transformer in place",
      (text) =>
        `${text}transformers:\n  - |-\n    apiVersion: builtin\n    kind: PatchTransformer\n    metadata: {name: a}\n    path: ${address}\n`,
      ":9: transformers: not allowed",
    ],
    [
      "a generator in place",
      (text) =>
        `${text}generators:\n  - |-\n    apiVersion: builtin\n    kind: ConfigMapGenerator\n    metadata: {name: a}\n    files: [${address}]\n`,
      ":9: generators: not allowed",
    ],
    ["a schema", (text) => `${text}openapi: {path: ${address}}\n`, ":9: openapi: not allowed"],
    [
      "a replacement",
      (text) => `${text}replacements: [{path: ${address}}]\n`,
      ":9: replacements: not allowed",
    ],
    [
      "a chart",
      (text) => `${text}helmCharts: [{name: a, repo: ${address}}]\n`,
      ":9: helmCharts: not allowed",
    ],
    ["a patch", (text) => `${text}patches: [{path: ${address}}]\n`, ':9: "http://127.0.0.1:'],
    [
      "a file of a generator",
      (text) => `${text}configMapGenerator: [{name: a, files: [${address}]}]\n`,
      ':9: "http://127.0.0.1:',
    ],
    [
      "an alias of an address",
      (text) => text.replace("resources:", `commonAnnotations: {a: &a ${address}}\nresources:\n  - *a`),
      ":4: an anchor is not allowed",
    ],
  ])("%s", async (_, change, found) => {
    expect(await fault(people(change))).toContain(`${FOLDER}/kustomization.yaml${found}`);
  });

  test("a folder whose name is an address: kustomize would call the address", async () => {
    const files = {
      ...people((text) => text.replace("  - release", "  - release\n  - github.com/owner/name")),
      [`${FOLDER}/github.com/owner/name/kustomization.yaml`]:
        shop["environments/dev/order/release/kustomization.yaml"] ?? "",
    };
    expect(await fault(files)).toContain(
      `${FOLDER}/kustomization.yaml:6: "github.com/owner/name" is not in ${FOLDER}`,
    );
  });

  test("in a folder below", async () => {
    const files = {
      ...people((text) => text.replace("  - release", "  - release\n  - sub")),
      [`${FOLDER}/sub/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${address}]\n`,
    };
    expect(await fault(files)).toContain(`${FOLDER}/sub/kustomization.yaml:3: "http://127.0.0.1:`);
  });
});
