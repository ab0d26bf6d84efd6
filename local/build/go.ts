import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { GoBuild } from "../platform/component.ts";
import { componentFolder } from "./paths.ts";
import { endGroup } from "./process-group.ts";
import { writeStubbedModules } from "./stubs.ts";

/** Time limit of a single go command; a cold Kubernetes build takes about 6 minutes on 2 cores. */
const deadlineMs = 45 * 60_000;

export interface Step {
  readonly name: string;
  readonly build: GoBuild;
  /** Temporary folder of the build, deleted at its end. */
  readonly scratch: string;
  /** All output of the commands is appended to this file. */
  readonly log: string;
  readonly signal: AbortSignal;
}

/** A build whose modules have been downloaded. */
export interface Prepared extends Step {
  /** Flags of every go command that loads packages. */
  readonly flags: readonly string[];
  /** Number of packages in the build, including the standard library's. */
  readonly packages: number;
}

/**
 * Fetches the modules of the packages that are built, which are fewer than go.mod names. It is separate from
 * building, because it waits for the network while the processors are idle.
 */
export async function prepareGo(step: Step): Promise<Prepared> {
  const { tags, binaries } = step.build;
  const flags = [...(await stubFlags(step)), ...(tags ? ["-tags", tags.join(",")] : [])];
  const { stdout } = await go(step, ["list", "-deps", ...flags, ...Object.values(binaries)]);
  return { ...step, flags, packages: stdout.split("\n").filter(Boolean).length };
}

async function stubFlags(step: Step): Promise<readonly string[]> {
  const { stubs = {} } = step.build;
  const modules = Object.keys(stubs);
  if (modules.length === 0) return [];
  await go(step, ["mod", "download", ...modules]);
  const { stdout } = await go(step, ["list", "-m", "-f", "{{.Dir}}", ...modules]);
  const sources = stdout.trim().split("\n");
  const stubbed = Object.entries(stubs).map(([module, extent], i) => ({
    module,
    extent,
    source: sources[i] ?? "",
    copy: join(step.scratch, `module-${i}`),
  }));
  return [`-modfile=${await writeStubbedModules(step.name, stubbed, step.scratch)}`];
}

/** Builds the binaries into `target/bin` and copies the module's assets to `target/assets`. */
export async function buildGo(step: Prepared, target: string): Promise<void> {
  const { build } = step;
  const bin = join(target, "bin");
  await mkdir(bin, { recursive: true });
  const variables = Object.entries(build.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  for (const [binary, path] of Object.entries(build.binaries)) {
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags", ["-s", "-w", ...variables].join(" ")];
    await go(step, ["build", ...flags, ...step.flags, "-o", join(bin, binary), path]);
  }
  const [single] = Object.keys(build.binaries);
  for (const link of build.links ?? []) await symlink(single ?? "", join(bin, link));
  if (build.assets) await copyAssets(step, build.assets, join(target, "assets"));
}

async function copyAssets(step: Step, assets: readonly string[], target: string): Promise<void> {
  const { stdout: module } = await go(step, ["list", "-m", "-f", "{{.Dir}}", step.build.module]);
  for (const asset of assets) {
    await mkdir(dirname(join(target, asset)), { recursive: true });
    // The module cache is read-only; a copy with the same modes could not be deleted.
    await cp(join(module.trim(), asset), join(target, asset), { recursive: true });
  }
  await execa("chmod", ["-R", "u+rwX,go+rX", target]);
}

async function go(step: Step, args: readonly string[]): Promise<{ stdout: string }> {
  const { signal } = step;
  signal.throwIfAborted();
  await mkdir(step.scratch, { recursive: true });
  const running = execa("go", args, {
    cwd: componentFolder(step.name),
    env: {
      CGO_ENABLED: "0",
      GOFLAGS: "-mod=readonly",
      GOTOOLCHAIN: "local",
      ...(step.build.experiments && { GOEXPERIMENT: step.build.experiments.join(",") }),
      // Runs the garbage collector less often: more memory, a fifth less time.
      GOGC: "400",
      // An interrupted build leaves its folder behind.
      GOTMPDIR: step.scratch,
    },
    // Only lists that this program parses; messages for people are on the other stream.
    stdout: "pipe",
    stderr: { file: step.log, append: true },
    timeout: deadlineMs,
    // A separate process group, so that its compilers end with it.
    detached: true,
  });
  const end = () => endGroup(running.pid);
  signal.addEventListener("abort", end, { once: true });
  try {
    return { stdout: String((await running).stdout) };
  } finally {
    signal.removeEventListener("abort", end);
  }
}
