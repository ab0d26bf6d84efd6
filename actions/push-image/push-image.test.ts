import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { blobFile, readLayout } from "@slipway/lib/io/oci/layout.ts";
import { registry as openRegistry } from "@slipway/lib/io/oci/registry.ts";
import { writeLayout } from "@slipway/testing/registry/layouts.ts";
import { startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushImages } from "./push-image.ts";
import { request } from "./request.ts";

let registry: TestRegistry;
let folder: TemporaryFolder;
beforeAll(async () => {
  [registry, folder] = await Promise.all([startRegistry(), temporaryFolder()]);
});
afterAll(() => Promise.all([registry[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));

const env = { PATH: process.env.PATH, HOME: "/nowhere" };

type Images = Readonly<Record<string, { readonly name: string; readonly digest: string }>>;

function push(images: Images, changes: { host?: string; layouts?: string; context?: Partial<Context> } = {}) {
  const raw = {
    images: JSON.stringify(images),
    registry: changes.host ?? registry.host,
    layouts: changes.layouts ?? folder.path,
  };
  return pushImages(request.parse(raw), testContext(folder.path, { env, ...changes.context }));
}

/** Writes the layout of a service of that name; returns the images to ask for. */
async function built(service: string, content: string, architectures?: readonly string[]): Promise<Images> {
  const digest = await writeLayout(join(folder.path, service), content, "src-1", architectures);
  return { [service]: { name: `shop/${service}`, digest } };
}

const stored = async (name: string, reference: string) =>
  (await openRegistry(registry.host, { env }).manifest(`shop/${name}`, reference))?.digest;

test("PP-9 AP-22 an index with its platforms is in the registry by digest and by tag, as it was built", async () => {
  const images = await built("several", "program", ["amd64", "arm64"]);
  const outcome = await push(images);
  expect(outcome.results).toMatchObject([{ service: "several", status: "done" }]);
  expect(outcome.outputs.images).toBe(JSON.stringify(images));
  expect(await stored("several", "src-1")).toBe(images.several?.digest);
  const platforms = await exec("crane", ["manifest", `${registry.host}/shop/several:src-1`]);
  expect(platforms.stdout).toMatch(/amd64[\s\S]*arm64/);
});

test("what is there already is not pushed again", async () => {
  const images = await built("again", "program");
  await push(images);
  const outcome = await push(images);
  expect(outcome.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("is there already") },
  ]);
  expect(outcome.outputs.images).toBe(JSON.stringify(images));
});

test("a tag never moves: the same source on another base gets a tag with its digest in it", async () => {
  const first = await built("base", "on one base");
  await push(first);
  const second = await built("base", "on another base");
  await push(second);
  const digest = second.base?.digest ?? "";
  expect(await stored("base", "src-1")).toBe(first.base?.digest);
  expect(await stored("base", `src-1-${digest.slice("sha256:".length, "sha256:".length + 12)}`)).toBe(digest);
  expect((await push(second)).results).toMatchObject([{ status: "nothing" }]);
});

test("one that cannot be pushed does not drop the others", async () => {
  const images = {
    ...(await built("good", "program")),
    missing: { name: "shop/missing", digest: `sha256:${"0".repeat(64)}` },
  };
  const outcome = await push(images);
  expect(outcome.results).toMatchObject([
    { service: "good", status: "done" },
    { service: "missing", status: "failed", reason: expect.stringContaining("there is no image layout") },
  ]);
  expect(Object.keys(JSON.parse(outcome.outputs.images ?? ""))).toEqual(["good"]);
});

test("AP-22 a layout that is not the one that was looked at is refused before anything is sent", async () => {
  const images = await built("swapped", "looked at");
  await built("swapped", "another");
  const outcome = await push(images);
  expect(outcome.results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/holds sha256:\w+, but/) },
  ]);
  expect(await stored("swapped", "src-1")).toBeUndefined();
});

test("AP-22 a layer whose bytes were changed never becomes an image", async () => {
  const images = await built("tampered", "untouched");
  const layout = await readLayout(join(folder.path, "tampered"));
  const layer = layout.contents.find(({ mediaType }) => mediaType.endsWith(".tar"));
  if (layer === undefined) throw new Error("no layer");
  await writeFile(blobFile(layout.folder, layer), "untouch3d");
  const outcome = await push(images);
  expect(outcome.results).toMatchObject([{ status: "failed" }]);
  expect(outcome.outputs.images).toBe("{}");
  expect(await stored("tampered", "src-1")).toBeUndefined();
});

test("a push that breaks off is tried again", async () => {
  const images = await built("flaky", "program");
  const { stdout: real } = await exec("sh", ["-c", "command -v crane"]);
  const crane = join(folder.path, "crane");
  await writeFile(
    crane,
    `#!/bin/sh\n[ -e "$0.tried" ] && exec ${real.trim()} "$@"\ntouch "$0.tried"\necho "unexpected EOF" >&2\nexit 1\n`,
  );
  await chmod(crane, 0o755);
  const outcome = await push(images, { context: { env: { ...env, PATH: `${folder.path}:${env.PATH}` } } });
  expect(outcome.results).toMatchObject([{ status: "done" }]);
  expect(await stored("flaky", "src-1")).toBe(images.flaky?.digest);
});

test("a dry run prints what it would push and sends nothing", async () => {
  const images = await built("dry", "program");
  const outcome = await push(images, { context: { dryRun: true } });
  expect(outcome.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("would push") },
  ]);
  expect(await stored("dry", "src-1")).toBeUndefined();
});

test("a registry that is down is named", async () => {
  await using other = await startRegistry();
  await other.stop();
  const outcome = await push(await built("down", "program"), { host: other.host });
  expect(outcome.results).toMatchObject([
    { status: "failed", reason: expect.stringContaining(`registry ${other.host}: no answer`) },
  ]);
});
