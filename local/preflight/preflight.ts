import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { platform as operatingSystem } from "node:os";
import { execa } from "execa";
import { cacheFolder, stateFolder } from "../build/paths.ts";
import type { Component } from "../platform/component.ts";
import { programs } from "../setup/programs.ts";

/** Free disk space for a cold build and a running platform. */
const neededGigabytes = 30;
/** Unix socket addresses hold 107 bytes; the longest name below a platform's folder is `/run/containerd.sock.ttrpc`. */
const longestFolder = 107 - "/run/containerd.sock.ttrpc".length;

export interface Finding {
  readonly what: string;
  readonly remedy: string;
}

export type Check = () => Promise<Finding | undefined>;

/** Checks of the requirements for a build. */
const forBuilding: readonly Check[] = [isLinux, hasGo, hasCommands(["git", "tar"]), hasDisk];

/** All missing requirements together, so that one installation is enough. */
export function findMissing(
  folder: string,
  ports: readonly number[],
  building: boolean,
): Promise<readonly Finding[]> {
  const forRunning: readonly Check[] = [
    isRoot,
    hasCommands(["unshare", "nsenter", "setpriv", "mount", "ip", "sysctl", "apt-get", "dpkg-deb"]),
    hasOverlay,
    hasNamespaces,
    hasCgroups,
    () => hasShortFolder(folder),
    ...ports.map((port) => () => isFree(port)),
  ];
  return collect([...(building ? forBuilding : [isLinux]), ...forRunning]);
}

export const findMissingForTools = (): Promise<readonly Finding[]> => collect(forBuilding);

/** What tests need of the machine itself, and what it takes to build and to unpack the components that are not in the cache. */
export function findMissingForTests(absent: readonly Component[]): Promise<readonly Finding[]> {
  const builds = absent.flatMap(({ build }) => build ?? []);
  const unpacked = absent.filter(({ build }) => build?.kind === "debian").map(({ name }) => name);
  const checks: (readonly [boolean, Check])[] = [
    [true, isLinux],
    [true, hasCommands(["git", "tar"])],
    [builds.some(({ kind }) => kind === "go"), hasGo],
    [builds.some(({ kind }) => kind === "go"), hasDisk],
    [builds.some(({ kind }) => kind === "wheel"), hasPip],
    [unpacked.length > 0, () => isDebian(unpacked)],
  ];
  return collect(checks.flatMap(([isNeeded, check]) => (isNeeded ? [check] : [])));
}

export async function collect(checks: readonly Check[]): Promise<readonly Finding[]> {
  const findings = await Promise.all(checks.map((check) => check()));
  return findings.filter((finding) => finding !== undefined);
}

/** The findings as text for people. */
export const explain = (findings: readonly Finding[]): string =>
  [
    `This machine lacks ${findings.length} thing${findings.length > 1 ? "s" : ""}:`,
    ...findings.map(({ what, remedy }) => `  ✗ ${what}\n      ${remedy}`),
  ].join("\n");

export async function isLinux(): Promise<Finding | undefined> {
  if (operatingSystem() === "linux") return undefined;
  return {
    what: `the operating system is ${operatingSystem()}`,
    remedy: "Run it on Linux, or in a Linux virtual machine: it needs the kernel's namespaces.",
  };
}

async function isRoot(): Promise<Finding | undefined> {
  if (process.getuid?.() === 0) return undefined;
  return {
    what: `you are user ${process.getuid?.()}, not root`,
    remedy: "Run it with sudo: containers need namespaces, mounts and cgroups of their own.",
  };
}

export async function hasGo(): Promise<Finding | undefined> {
  const remedy = "Install Go 1.26 or newer (https://go.dev/dl) and put it on PATH.";
  const version = await execa("go", ["env", "GOVERSION"], {
    env: { GOTOOLCHAIN: "local" },
    timeout: 20_000,
  }).catch(() => undefined);
  if (!version) return { what: "the command go is not found", remedy };
  const [, minor] = /^go1\.(\d+)/.exec(version.stdout) ?? [];
  return Number(minor) >= 26 ? undefined : { what: `Go is ${version.stdout}`, remedy };
}

async function hasPip(): Promise<Finding | undefined> {
  const pip = await execa("python3", ["-m", "pip", "--version"], { timeout: 20_000, reject: false });
  if (pip.exitCode === 0) return undefined;
  return {
    what: "python3 with pip is not found",
    remedy:
      "apt-get install python3-pip (the linters of workflows come as Python wheels; nothing is installed).",
  };
}

/** The Debian release whose packages the components pin. */
const debian = /^(12\b|bookworm$)/m;

async function isDebian(components: readonly string[]): Promise<Finding | undefined> {
  const version = await readFile("/etc/debian_version", "utf8").catch(() => "");
  if (debian.test(version) && (await finds("apt-get")) && (await finds("dpkg-deb"))) return undefined;
  const titles = programs.filter(({ component }) => components.includes(component)).map(({ title }) => title);
  return {
    what: `not found: ${titles.join(", ")}; their packages can be unpacked only on Debian 12`,
    remedy: `Install ${titles.join(", ")} with this system's package manager, so that ${commandsOf(components)} is on PATH.`,
  };
}

const commandsOf = (components: readonly string[]): string =>
  programs
    .filter(({ component }) => components.includes(component))
    .map(({ commands }) => commands[0])
    .join(", ");

export function hasCommands(names: readonly string[]): Check {
  const packages: Readonly<Record<string, string>> = {
    ip: "iproute2",
    sysctl: "procps",
    git: "git",
    tar: "tar",
    "apt-get": "apt",
    "dpkg-deb": "dpkg",
    mount: "mount",
    npm: "npm",
  };
  return async () => {
    const found = await Promise.all(names.map(finds));
    const absent = names.filter((_, index) => !found[index]);
    if (absent.length === 0) return undefined;
    const install = [...new Set(absent.map((name) => packages[name] ?? "util-linux"))].join(" ");
    return {
      what: `not found: ${absent.join(", ")}`,
      remedy: `apt-get install ${install} (Debian 12, or a distribution based on it).`,
    };
  };
}

const finds = (name: string): Promise<boolean> =>
  execa("sh", ["-c", 'command -v "$0"', name], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

async function hasDisk(): Promise<Finding | undefined> {
  await mkdir(cacheFolder(), { recursive: true });
  const { bavail, bsize } = await statfs(cacheFolder());
  const free = Math.floor((bavail * bsize) / 1e9);
  if (free >= neededGigabytes) return undefined;
  return {
    what: `${cacheFolder()} has ${free} GB free`,
    remedy: `Free ${neededGigabytes} GB, or set SLIPWAY_CACHE to a folder on a bigger disk.`,
  };
}

async function hasOverlay(): Promise<Finding | undefined> {
  if (/\boverlay$/m.test(readFileSync("/proc/filesystems", "utf8"))) return undefined;
  const loaded = await execa("modprobe", ["overlay"], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
  return loaded
    ? undefined
    : {
        what: "the kernel has no overlay file system",
        remedy: "modprobe overlay, or use a kernel with CONFIG_OVERLAY_FS.",
      };
}

async function hasNamespaces(): Promise<Finding | undefined> {
  const flags = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--mount-proc"];
  const probe = await execa("unshare", [...flags, "true"], { timeout: 10_000, reject: false });
  if (probe.exitCode === 0) return undefined;
  return {
    what: `namespaces cannot be created: ${probe.stderr?.trim() || "unshare failed"}`,
    remedy: "Run on the machine itself or in a privileged container.",
  };
}

async function hasCgroups(): Promise<Finding | undefined> {
  if (existsSync("/sys/fs/cgroup/cgroup.controllers") || existsSync("/sys/fs/cgroup/memory"))
    return undefined;
  return {
    what: "no control groups are mounted at /sys/fs/cgroup",
    remedy: "Mount cgroup2 there, as systemd does.",
  };
}

async function hasShortFolder(folder: string): Promise<Finding | undefined> {
  if (folder.length <= longestFolder) return undefined;
  return {
    what: `the state folder's name is too long for a socket (${folder.length} of ${longestFolder} bytes): ${folder}`,
    remedy: `Set SLIPWAY_STATE to a shorter folder; it is ${stateFolder()} now.`,
  };
}

function isFree(port: number): Promise<Finding | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () =>
      resolve({
        what: `port ${port} on 127.0.0.1 is in use`,
        remedy:
          "Stop the process that listens there, or set SLIPWAY_PORT_BASE to the first of 16 free ports.",
      }),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
