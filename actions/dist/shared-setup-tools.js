// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  faultOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  UserError,
  _enum,
  array,
  defineRequest,
  describeError,
  exec,
  list
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/setup-tools/request.ts
init_oldest_node();

// actions/setup-tools/pins.ts
init_oldest_node();
var helm = (platform, sha256) => ({
  url: `https://get.helm.sh/helm-v4.2.1-${platform}.tar.gz`,
  sha256,
  member: `${platform}/helm`
});
var kustomize = (platform, sha256) => ({
  url: `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_${platform}.tar.gz`,
  sha256,
  member: "kustomize"
});
var crane = (platform, sha256) => ({
  url: `https://github.com/google/go-containerregistry/releases/download/v0.22.1/go-containerregistry_${platform}.tar.gz`,
  sha256,
  member: "crane"
});
var cosign = (platform, sha256) => ({
  url: `https://github.com/sigstore/cosign/releases/download/v2.6.4/cosign-${platform}`,
  sha256
});
var trivy = (platform, sha256) => ({
  url: `https://github.com/aquasecurity/trivy/releases/download/v0.74.0/trivy_0.74.0_${platform}.tar.gz`,
  sha256,
  member: "trivy"
});
var pins = {
  helm: {
    version: "4.2.1",
    ask: ["version", "--short"],
    downloads: {
      "linux-x64": helm("linux-amd64", "479dca836e5b45e8bd222400c5591b0e3a647378f03ff96597180db97c17fdae"),
      "linux-arm64": helm("linux-arm64", "596b9a73d366c1e72ce67d595c22805480e30914593aafbc9f547694e72814db"),
      "darwin-x64": helm("darwin-amd64", "2a21c9f368d608bcf6eb794ebc06514eb6b529a846b60fe4a43dea7bcce65228"),
      "darwin-arm64": helm(
        "darwin-arm64",
        "896472d2ec0740c60f64a9df0fc30d478beee38a1a2a6ed91aa6e6ee177c1575"
      )
    }
  },
  kustomize: {
    version: "5.8.1",
    ask: ["version"],
    downloads: {
      "linux-x64": kustomize(
        "linux_amd64",
        "029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d"
      ),
      "linux-arm64": kustomize(
        "linux_arm64",
        "0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142"
      ),
      "darwin-x64": kustomize(
        "darwin_amd64",
        "ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8"
      ),
      "darwin-arm64": kustomize(
        "darwin_arm64",
        "8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288"
      )
    }
  },
  crane: {
    version: "0.22.1",
    ask: ["version"],
    downloads: {
      "linux-x64": crane("Linux_x86_64", "0ab7a1d6932a213aed964ce97666c3077fe691c8606413674a8b3e0b9ec4cda0"),
      "linux-arm64": crane("Linux_arm64", "898c0cff975f898a33e8c4580bdafb0e7c02c7faa33374e946762f97c4ab7110"),
      "darwin-x64": crane(
        "Darwin_x86_64",
        "6fedd06a648c11335f0e8b9547e4783002c30e9336047fec292942cd518bb799"
      ),
      "darwin-arm64": crane(
        "Darwin_arm64",
        "2231fc8df8806d20d680ff1225db44e095a55dd6ac1ae8eced4faf4b278b78fb"
      )
    }
  },
  cosign: {
    version: "2.6.4",
    ask: ["version"],
    downloads: {
      "linux-x64": cosign("linux-amd64", "309779b0c4e409186b0a80daba99041fe2cf65a920ce645013901df6211895a9"),
      "linux-arm64": cosign(
        "linux-arm64",
        "df408e5418129306fed7349ec46e27be0445d05c5127c07f435e9a566af67593"
      ),
      "darwin-x64": cosign(
        "darwin-amd64",
        "ec648fddfedf1dad59dff9fbab177284a618204e03126ea37a87ab3cec4e7cb1"
      ),
      "darwin-arm64": cosign(
        "darwin-arm64",
        "b2987c1b55a1e2735c59ac5c3e140acbf7ba5c1ed0cc07dbbf1b85676595237e"
      )
    }
  },
  trivy: {
    version: "0.74.0",
    ask: ["--version"],
    downloads: {
      "linux-x64": trivy("Linux-64bit", "2ae6fe3ee734b7fdf11335663e18c75ea12dccc76062f09f164a3b0f8be4371a"),
      "linux-arm64": trivy("Linux-ARM64", "b94ce1976bbf3c15b514b605ee88be7c6d94a29be2302847ff01cb794d47aad5"),
      "darwin-x64": trivy("macOS-64bit", "472816f6888dda689d075c30254d4210b4d1035acf365aa72332f584c2f60485"),
      "darwin-arm64": trivy(
        "macOS-ARM64",
        "1caada5e0e2091909357c7525d3aa76f4b660b13821bc143b190c7483e31cc11"
      )
    }
  }
};

// actions/setup-tools/request.ts
var known = Object.keys(pins);
var request = defineRequest({
  verb: "setup-tools",
  summary: "Puts the tools the other verbs call on PATH, each by version and checksum.",
  inputs: {
    tools: {
      description: `Tools wanted, a JSON array or a list with commas, of: ${known.join(", ")}.`,
      schema: list.pipe(array(_enum(known, `not one of ${known.join(", ")}`)))
    }
  },
  outputs: {
    versions: "What later steps find on PATH: a JSON object, tool to version."
  }
});

// actions/setup-tools/setup-tools.ts
init_oldest_node();
import { appendFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join as join2 } from "node:path";

// actions/setup-tools/download.ts
init_oldest_node();
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

// actions/setup-tools/version.ts
init_oldest_node();
var ASK_TIMEOUT_MS = 2e4;
async function versionOf(command, { ask }, env = {}) {
  try {
    const { stdout, exitCode } = await exec(command, ask, {
      env,
      timeoutMs: ASK_TIMEOUT_MS,
      allowFailure: true
    });
    return exitCode === 0 ? /\bv?(\d+\.\d+\.\d+(?:-[\w.]+)?)/.exec(stdout)?.[1] : void 0;
  } catch {
    return void 0;
  }
}

// actions/setup-tools/download.ts
var DOWNLOAD_DEADLINE_MS = 18e4;
var patient = retryingFetch({ deadlineMs: DOWNLOAD_DEADLINE_MS, pausesMs: [1e3, 5e3] });
async function install(name, pin, download, folder) {
  const bytes = await fetchBytes(name, download);
  requireChecksum(name, download, bytes);
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const binary = join(work, name);
    await unpack(name, download, bytes, work);
    await chmod(binary, 493);
    const version = await versionOf(binary, pin);
    if (version !== pin.version) throw wrongVersion(name, pin, download, version);
    await rename(work, folder).catch(async (error) => {
      if (await versionOf(join(folder, name), pin) !== pin.version) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
async function fetchBytes(name, { url }) {
  try {
    const response = await patient(url);
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    throw new UserError(`${name}: ${url} answered ${response.status}.
  Check the address in pins.ts.`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${name}: ${url}: ${faultOf(error)}.
  Running again is safe; without network put ${name} on PATH beforehand.`
    );
  }
}
function requireChecksum(name, { url, sha256 }, bytes) {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual === sha256) return;
  throw new UserError(
    `${name}: what ${url} gave (${bytes.length} bytes) has the sha256 ${actual}, not ${sha256}.
  Do not use it. Running again helps if it was cut short; else find out why the release was changed.`
  );
}
async function unpack(name, { url, member }, bytes, work) {
  if (member === void 0) return await writeFile(join(work, name), bytes);
  const depth = member.split("/").length - 1;
  const args = ["-xzf", "-", "-C", work, `--strip-components=${depth}`, member];
  const { exitCode } = await exec("tar", args, { input: bytes, allowFailure: true });
  if (exitCode === 0) return;
  throw new UserError(
    `${name}: ${url}: cannot be unpacked, or has no ${member}.
  Correct the pin: its checksum is that of another file.`
  );
}
function wrongVersion(name, pin, { url }, found) {
  return new UserError(
    `${name}: ${url} is ${found ?? "not a program that tells its version"}, but ${pin.version} is pinned.
  Correct version, address and sha256 in pins.ts together.`
  );
}

// actions/setup-tools/setup-tools.ts
var PARALLEL = 2;
function setupTools(request2, context) {
  return setupPinned(pins, request2, context);
}
async function setupPinned(pinned, { tools }, context) {
  const requested = Object.entries(pinned).filter(([name]) => tools.includes(name));
  const found = await inParallel(requested, PARALLEL, ([name, pin]) => provide(name, pin, context));
  await addToPath(
    found.flatMap(({ folder }) => folder ?? []),
    context
  );
  const ready = requested.filter((_, i) => found[i]?.result.status !== "failed");
  const versions = Object.fromEntries(ready.map(([name, { version }]) => [name, version]));
  return { outputs: { versions: JSON.stringify(versions) }, results: found.map(({ result }) => result) };
}
async function provide(name, pin, { env, report, dryRun }) {
  const result = (status, reason) => ({ service: name, status, reason });
  const onPath = await versionOf(name, pin, env);
  if (onPath === pin.version) return { result: result("nothing", `${pin.version} is on PATH`) };
  const platform = `${process.platform}-${process.arch}`;
  const folder = join2(cacheFolder(env), name, pin.version, platform);
  if (await versionOf(join2(folder, name), pin) === pin.version) {
    return { folder, result: result("done", `${pin.version} from the tool cache`) };
  }
  const instead = onPath === void 0 ? "" : `, instead of ${onPath} on PATH`;
  try {
    const download = pin.downloads[platform];
    if (download === void 0) throw noDownload(name, pin, platform);
    report.plan([`${name}: download ${download.url}`]);
    if (dryRun) return { result: result("nothing", `would download ${pin.version}${instead}`) };
    await install(name, pin, download, folder);
    return { folder, result: result("done", `${pin.version} downloaded${instead}`) };
  } catch (error) {
    return { result: result("failed", describeError(error)) };
  }
}
function noDownload(name, pin, platform) {
  return new UserError(
    `${name}: no download for ${platform} is pinned (${Object.keys(pin.downloads).join(", ")}).
  Put ${name} ${pin.version} on PATH, or add it to pins.ts with its sha256.`
  );
}
function cacheFolder(env) {
  return join2(env.RUNNER_TOOL_CACHE || join2(env.HOME ?? homedir(), ".cache"), "slipway-tools");
}
async function addToPath(folders, { env, report }) {
  if (folders.length === 0) return;
  if (env.GITHUB_PATH) await appendFile(env.GITHUB_PATH, folders.map((folder) => `${folder}
`).join(""));
  else report.notice(`Add to PATH: ${folders.join(":")}`);
}

export {
  request,
  setupTools
};
