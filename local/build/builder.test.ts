import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pause } from "../components/pause/component.ts";
import type { Component } from "../platform/component.ts";
import { artefactOf, isBuilt, moduleVersion } from "./artefact.ts";
import { BuildFailed, buildAll } from "./builder.ts";
import { exportArtefact } from "./prebuilt.ts";

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "slipway-cache-"));
  vi.stubEnv("SLIPWAY_CACHE", cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const go = (): AbortSignal => new AbortController().signal;

function screen(): { out: NodeJS.WriteStream; text: () => string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  return { out: stream as unknown as NodeJS.WriteStream, text: () => chunks.join("") };
}

test("a component is built once and found in the cache by the next call", async () => {
  const first = screen();
  const artefact = (await buildAll([pause], go(), first.out)).get("pause");
  expect(existsSync(join(artefact?.folder ?? "", "bin", "pause"))).toBe(true);
  expect(first.text()).toMatch(/pause\s+built/);
  const second = screen();
  await buildAll([pause], go(), second.out);
  expect(second.text()).toBe("");
});

test("a failing build names the component, shows the end of its log and leaves nothing in the cache", async () => {
  const broken: Component = {
    name: "pause",
    build: {
      kind: "go",
      module: "slipway.dev/local/pause",
      binaries: { pause: "./absent" },
      expectedSeconds: 1,
    },
  };
  await expect(buildAll([broken], go(), screen().out)).rejects.toThrow(
    /pause could not be built[\s\S]*absent[\s\S]*Whole log: /,
  );
  expect(isBuilt(await artefactOf(broken))).toBe(false);
});

test("an interrupted build says that the next run continues, and the next run does", async () => {
  await expect(buildAll([pause], AbortSignal.abort(), screen().out)).rejects.toThrow(BuildFailed);
  expect(isBuilt(await artefactOf(pause))).toBe(false);
  await buildAll([pause], go(), screen().out);
  expect(isBuilt(await artefactOf(pause))).toBe(true);
});

test("pins and flags determine the key", async () => {
  const { id } = await artefactOf(pause);
  const otherFlags = { ...pause, build: { ...pause.build, tags: ["other"] } } as Component;
  expect((await artefactOf(otherFlags)).id).not.toBe(id);
  const slower = { ...pause, build: { ...pause.build, expectedSeconds: 99 } } as Component;
  expect((await artefactOf(slower)).id).toBe(id);
});

test("an exported component is fetched instead of built, from a folder or over HTTP; a wrong checksum is refused", async () => {
  const shelf = join(cache, "shelf");
  const built = (await buildAll([pause], go(), screen().out)).get("pause");
  if (!built) throw new Error("nothing was built");
  const archive = await exportArtefact(built, shelf);
  const binary = join(built.folder, "bin", "pause");
  const original = await readFile(binary);

  vi.stubEnv("SLIPWAY_PREBUILT", shelf);
  await rm(built.folder, { recursive: true });
  await buildAll([pause], go(), screen().out);
  expect(await readFile(binary)).toEqual(original);

  const server = createServer(async (request, response) => {
    const file = join(shelf, (request.url ?? "").slice(1));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const content = await readFile(file);
    response.end(file === archive ? Buffer.concat([content, Buffer.from("tampered")]) : content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    vi.stubEnv("SLIPWAY_PREBUILT", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await rm(built.folder, { recursive: true });
    await expect(buildAll([pause], go(), screen().out)).rejects.toThrow(
      /its sha256 is [0-9a-f]{64}, but .* says [0-9a-f]{64}/,
    );
    expect(existsSync(built.folder)).toBe(false);
    expect(await readdir(join(cache, "work"))).toEqual([]);
  } finally {
    server.close();
  }
});

test("the version of a component is that of its module in go.mod", () => {
  const text =
    "module x\n\nrequire example.com/a v1.2.3\n\nrequire (\n\texample.com/b v0.4.0 // indirect\n)\n";
  expect(moduleVersion(text, "example.com/a")).toBe("v1.2.3");
  expect(moduleVersion(text, "example.com/b")).toBe("v0.4.0");
  expect(moduleVersion(text, "example.com/c")).toBe("unknown");
});
