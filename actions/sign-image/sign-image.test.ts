import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "./request.ts";
import { signImages } from "./sign-image.ts";

let registry: TestRegistry;
let pair: KeyPair;

beforeAll(async () => {
  registry = await startRegistry();
  pair = await registry.keyPair();
});
afterAll(() => registry[Symbol.asyncDispose]());

function sign(images: object, env: NodeJS.ProcessEnv = pair.env, dryRun = false) {
  const raw = { images: JSON.stringify(images), registry: registry.host };
  const report = recordedReport();
  const all = { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
  return signImages(request.parse(raw), testContext(process.cwd(), { env: all, report, dryRun }));
}

const signatures = async (digest: string): Promise<number> => {
  const reference = `${registry.host}/shop/product:${digest.replace(":", "-")}.sig`;
  const { stdout, exitCode } = await exec("crane", ["manifest", reference], { allowFailure: true });
  return exitCode === 0 ? (JSON.parse(stdout) as { layers: unknown[] }).layers.length : 0;
};

test("AP-25 signs by digest once: a repeat finds the signature and adds none", async () => {
  const digest = await registry.push("shop/product", "once");
  const images = { product: { name: "shop/product", digest } };
  const first = await sign(images);
  expect(first.results).toMatchObject([{ status: "done" }]);
  expect(JSON.parse(first.outputs.images ?? "")).toEqual(images);
  const again = await sign(images);
  expect(again.results).toMatchObject([{ status: "nothing", reason: expect.stringContaining("already") }]);
  expect(again.outputs.images).toBe(first.outputs.images);
  expect(await signatures(digest)).toBe(1);
});

test("a dry run signs nothing", async () => {
  const digest = await registry.push("shop/product", "dry");
  const outcome = await sign({ product: { name: "shop/product", digest } }, pair.env, true);
  expect(outcome.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("would sign") },
  ]);
  expect(await signatures(digest)).toBe(0);
});

test("one that cannot be signed does not drop the others, and is not among the outputs", async () => {
  const product = { name: "shop/product", digest: await registry.push("shop/product", "others") };
  const order = { name: "shop/order", digest: `sha256:${"0".repeat(64)}` };
  const outcome = await sign({ order, product });
  expect(outcome.results).toMatchObject([
    { service: "order", status: "failed", reason: expect.stringContaining("the registry has no such image") },
    { service: "product", status: "done" },
  ]);
  expect(JSON.parse(outcome.outputs.images ?? "")).toEqual({ product });
});

test("the key is in the environment only, never among the arguments", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slipway-arguments-"));
  try {
    const log = join(folder, "arguments");
    const { stdout: real } = await exec("sh", ["-c", "command -v cosign"]);
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> ${log}\nexec ${real.trim()} "$@"\n`;
    await writeFile(join(folder, "cosign"), script, { mode: 0o755 });
    const digest = await registry.push("shop/product", "arguments");
    const PATH = [folder, process.env.PATH].join(delimiter);
    await sign({ product: { name: "shop/product", digest } }, { ...pair.env, PATH });
    const seen = await readFile(log, "utf8");
    expect(seen).toContain("--key=env://COSIGN_PRIVATE_KEY");
    expect(seen).not.toContain("BEGIN");
    expect(seen).not.toContain(pair.env.COSIGN_PASSWORD);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ["nothing to sign with", {}, /there is nothing to sign with.*id-token: write/s],
  ["a wrong password", { COSIGN_PASSWORD: "other" }, /COSIGN_PASSWORD does not open it/],
  ["what is no key", { COSIGN_PRIVATE_KEY: "secret" }, /COSIGN_PRIVATE_KEY: it is not a key of cosign's/],
])("%s is reported with its remedy, before anything is signed", async (_name, change, message) => {
  const images = { product: { name: "shop/product", digest: `sha256:${"1".repeat(64)}` } };
  const env = Object.keys(change).length === 0 ? {} : { ...pair.env, ...change };
  await expect(sign(images, env)).rejects.toThrow(message);
});

test("nothing to sign needs no key", async () => {
  expect(await sign({}, {})).toEqual({ outputs: { images: "{}" }, results: [] });
});
