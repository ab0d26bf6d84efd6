import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { confined, emptyNetwork } from "./confined.ts";

const HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-confined-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Answers what a hostile pull request would like to be built, and counts who asks. */
async function listening() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted}\n");
  });
  server.on("connection", () => (asked += 1));
  await new Promise<void>((done) => server.listen(0, "0.0.0.0", () => done()));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked: () => asked,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** Proxies are not asked for 127.0.0.1, so without a namespace the machine's own address is tried. */
function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

async function build(resources: readonly string[], namespace: boolean): Promise<string> {
  await writeFile(join(folder, "kustomization.yaml"), `${HEAD}resources: ${JSON.stringify(resources)}\n`);
  return confined("kustomize", ["build", "."], { cwd: folder, timeoutMs: 60_000, namespace }).then(
    ({ stdout }) => stdout,
    (error: Error) => `failed: ${error.message}`,
  );
}

test("kustomize is told an address it would fetch, and no server hears of it, not even one on this machine", async (context) => {
  if ((await emptyNetwork()).length === 0) context.skip("this kernel gives no network namespace");
  await using server = await listening();
  const hosts = ["127.0.0.1", "localhost", ownAddress() ?? "127.0.0.1"];
  for (const host of hosts) {
    expect(await build([`http://${host}:${server.port}/a.yaml`], true)).toMatch(/^failed: /);
    expect(await build([`http://${host}:${server.port}/owner/name.git`], true)).toMatch(/^failed: /);
  }
  expect(server.asked()).toBe(0);
});

test("without a namespace every proxy refuses, and git is not found", async (context) => {
  const address = ownAddress();
  if (address === undefined) context.skip("this machine has no address but its own");
  await using server = await listening();
  expect(await build([`http://${address}:${server.port}/a.yaml`], false)).toMatch(
    /^failed: .*proxyconnect|refused/s,
  );
  expect(await build([`git@${address}:owner/name`], false)).toMatch(
    /no 'git' program on path|executable file not found/,
  );
  expect(await build(["file:///nowhere/name.git"], false)).toMatch(
    /no 'git' program on path|executable file not found/,
  );
  expect(server.asked()).toBe(0);
});

test("the server is reached by the same build where nothing is confined: the tests above prove something", async (context) => {
  const address = ownAddress();
  if (address === undefined) context.skip("this machine has no address but its own");
  await using server = await listening();
  const { exec } = await import("./exec.ts");
  await writeFile(
    join(folder, "kustomization.yaml"),
    `${HEAD}resources: ["http://127.0.0.1:${server.port}/a.yaml"]\n`,
  );
  const { stdout } = await exec("kustomize", ["build", "."], { cwd: folder, timeoutMs: 60_000 });
  expect(stdout).toContain("planted");
  expect(server.asked()).toBeGreaterThan(0);
});

test.each([true, false])("no variable of this process is reported (namespace: %s)", async (namespace) => {
  process.env.PLANTED_SECRET = "planted";
  try {
    const words = "console.log(Object.keys(process.env).sort().join(' '), process.env.PATH)";
    const { stdout } = await confined(process.execPath, ["-e", words], {
      cwd: folder,
      timeoutMs: 30_000,
      namespace,
    });
    expect(stdout).not.toContain("PLANTED_SECRET");
    expect(stdout).toMatch(/\bHTTPS_PROXY\b.*\bhttp_proxy\b.* \/nonexistent\n$/);
  } finally {
    delete process.env.PLANTED_SECRET;
  }
});

test("a program that is not there is named", async () => {
  await mkdir(join(folder, "a"));
  await expect(confined("slipway-no-such-program", [], { cwd: folder, timeoutMs: 30_000 })).rejects.toThrow(
    /slipway-no-such-program/,
  );
});
