import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { moduleVersion } from "../../local/build/artefact.ts";
import type { Download, Pins } from "./pins.ts";
import { pins } from "./pins.ts";
import { request } from "./request.ts";
import { setupPinned } from "./setup-tools.ts";

const PLATFORM = `${process.platform}-${process.arch}`;
const program = (version: string) => `#!/bin/sh\necho "tool v${version}"\n`;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

interface Sandbox extends AsyncDisposable {
  readonly folder: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  serve(path: string, bytes: Buffer, status?: number): Download;
  archive(version: string): Promise<Buffer>;
  onPath(version: string): Promise<void>;
  run(download: Download | undefined, options?: { dryRun?: boolean }): Promise<Outcome>;
  /** What was written for the next steps. */
  path(): Promise<string>;
}

/** A release server, an empty tool cache, and one pinned tool: `helm` 1.2.3, which is a script. */
async function place(): Promise<Sandbox> {
  const folder = await temporaryFolder();
  const files = new Map<string, { bytes: Buffer; status: number }>();
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? "");
    const file = files.get(incoming.url ?? "");
    response.writeHead(file?.status ?? 404).end(file?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const bin = join(folder.path, "bin");
  const githubPath = join(folder.path, "github-path");
  const write = async (file: string, content: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, 0o755);
  };
  await writeFile(githubPath, "");
  return {
    folder: folder.path,
    asked,
    serve(path, bytes, status = 200) {
      files.set(path, { bytes, status });
      return { url: `http://127.0.0.1:${port}${path}`, sha256: sha256(bytes), member: "linux-amd64/helm" };
    },
    async archive(version) {
      await write(join(folder.path, "release/linux-amd64/helm"), program(version));
      const file = join(folder.path, "release.tar.gz");
      await exec("tar", ["-czf", file, "-C", join(folder.path, "release"), "linux-amd64"]);
      return await readFile(file);
    },
    onPath: (version) => write(join(bin, "helm"), program(version)),
    run(download, { dryRun = false } = {}) {
      const pinned: Pins = {
        helm: {
          version: "1.2.3",
          ask: ["version"],
          downloads: download === undefined ? {} : { [PLATFORM]: download },
        },
      };
      const env = {
        PATH: `${bin}:/usr/bin:/bin`,
        GITHUB_PATH: githubPath,
        RUNNER_TOOL_CACHE: join(folder.path, "cache"),
      };
      const context = testContext(folder.path, { env, dryRun, report: recordedReport() });
      return setupPinned(pinned, request.parse({ tools: "helm" }), context);
    },
    path: async () => await readFile(githubPath, "utf8"),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function expectFailed(at: Sandbox, outcome: Promise<Outcome>, reason: RegExp): Promise<void> {
  const { results, outputs } = await outcome;
  expect(results).toMatchObject([
    { service: "helm", status: "failed", reason: expect.stringMatching(reason) },
  ]);
  expect(outputs.versions).toBe("{}");
  expect(await at.path()).toBe("");
  expect(existsSync(join(at.folder, "cache/slipway-tools/helm/1.2.3", PLATFORM))).toBe(false);
}

test("what is missing is downloaded, checked and on PATH for the next steps", async () => {
  await using at = await place();
  const outcome = await at.run(at.serve("/helm.tar.gz", await at.archive("1.2.3")));
  expect(outcome.results).toMatchObject([{ status: "done", reason: "1.2.3 downloaded" }]);
  expect(outcome.outputs.versions).toBe('{"helm":"1.2.3"}');
  const { stdout } = await exec(join((await at.path()).trim(), "helm"), ["version"]);
  expect(stdout).toBe("tool v1.2.3\n");
});

test("the second run takes it from the tool cache without network", async () => {
  await using at = await place();
  const download = at.serve("/helm.tar.gz", await at.archive("1.2.3"));
  await at.run(download);
  const outcome = await at.run(download);
  expect(outcome.results).toMatchObject([{ status: "done", reason: "1.2.3 from the tool cache" }]);
  expect(at.asked).toEqual(["/helm.tar.gz"]);
  const [first, second] = (await at.path()).trim().split("\n");
  expect(second).toBe(first);
});

test("the right version on PATH is left alone: nothing is asked of the network", async () => {
  await using at = await place();
  await at.onPath("1.2.3");
  const outcome = await at.run({ url: "http://127.0.0.1:9/never", sha256: "0" });
  expect(outcome.results).toMatchObject([{ status: "nothing", reason: "1.2.3 is on PATH" }]);
  expect(await at.path()).toBe("");
});

test("another version on PATH is not good enough", async () => {
  await using at = await place();
  await at.onPath("1.2.30");
  const outcome = await at.run(at.serve("/helm.tar.gz", await at.archive("1.2.3")));
  expect(outcome.results).toMatchObject([{ reason: "1.2.3 downloaded, instead of 1.2.30 on PATH" }]);
});

test("a binary without archive", async () => {
  await using at = await place();
  const { member: _, ...download } = at.serve("/helm", Buffer.from(program("1.2.3")));
  expect((await at.run(download)).results).toMatchObject([{ status: "done" }]);
});

test("a dry run downloads nothing", async () => {
  await using at = await place();
  const outcome = await at.run(at.serve("/helm.tar.gz", await at.archive("1.2.3")), { dryRun: true });
  expect(outcome.results).toMatchObject([{ status: "nothing", reason: "would download 1.2.3" }]);
  expect(at.asked).toEqual([]);
});

test("planted: a wrong checksum is refused, unopened", async () => {
  await using at = await place();
  const download = { ...at.serve("/helm.tar.gz", await at.archive("1.2.3")), sha256: "a".repeat(64) };
  await expectFailed(at, at.run(download), /has the sha256 [0-9a-f]{64}, not a{64}/);
});

test("planted: an archive cut short is refused by its checksum", async () => {
  await using at = await place();
  const whole = await at.archive("1.2.3");
  const { sha256: right } = at.serve("/whole", whole);
  const cut = at.serve("/helm.tar.gz", whole.subarray(0, whole.length / 2));
  await expectFailed(at, at.run({ ...cut, sha256: right }), /Running again helps if it was cut short/);
});

test("planted: an archive cut short before its checksum was pinned is refused", async () => {
  await using at = await place();
  const cut = (await at.archive("1.2.3")).subarray(0, 40);
  await expectFailed(
    at,
    at.run(at.serve("/helm.tar.gz", cut)),
    /cannot be unpacked, or has no linux-amd64\/helm/,
  );
});

test("planted: another version in the archive is refused", async () => {
  await using at = await place();
  const download = at.serve("/helm.tar.gz", await at.archive("1.2.4"));
  await expectFailed(at, at.run(download), /is 1\.2\.4, but 1\.2\.3 is pinned/);
});

test("planted: an archive without the binary is refused", async () => {
  await using at = await place();
  const download = { ...at.serve("/helm.tar.gz", await at.archive("1.2.3")), member: "linux-amd64/other" };
  await expectFailed(at, at.run(download), /has no linux-amd64\/other/);
});

test("a release that is gone is named, and not asked for again", async () => {
  await using at = await place();
  const download = {
    ...at.serve("/helm.tar.gz", Buffer.from("x")),
    url: at.serve("/gone", Buffer.from(""), 404).url,
  };
  await expectFailed(at, at.run(download), /\/gone answered 404/);
  expect(at.asked).toEqual(["/gone"]);
});

test("a platform without a pin is named with what there is", async () => {
  await using at = await place();
  await expectFailed(at, at.run(undefined), new RegExp(`no download for ${PLATFORM}`));
});

test("an unknown tool is refused before anything is done", () => {
  expect(() => request.parse({ tools: "helm, jq" })).toThrow(/not one of helm, kustomize, crane, cosign/);
});

const COMPONENTS: readonly [string, string, string][] = [
  ["helm", "helm", "helm.sh/helm/v4"],
  ["kustomize", "kustomize", "sigs.k8s.io/kustomize/kustomize/v5"],
  ["crane", "crane", "github.com/google/go-containerregistry"],
  ["cosign", "cosign", "github.com/sigstore/cosign/v2"],
  ["trivy", "trivy", "github.com/aquasecurity/trivy"],
];

test.each(COMPONENTS)("%s is pinned to the version the local platform builds", (name, component, module) => {
  const file = new URL(`../../local/components/${component}/go.mod`, import.meta.url);
  expect(`v${pins[name]?.version}`).toBe(moduleVersion(readFileSync(file, "utf8"), module));
});

test.each(Object.entries(pins))("%s: every address names the version, every sum is one", (_name, pin) => {
  for (const { url, sha256: sum } of Object.values(pin.downloads)) {
    expect(url).toContain(`v${pin.version}`);
    expect(url).toMatch(/^https:\/\//);
    expect(sum).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(Object.keys(pin.downloads)).toEqual(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]);
});
