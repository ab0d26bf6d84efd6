import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import type { DebianBuild } from "../platform/component.ts";
import { cacheFolder } from "./paths.ts";

/** Time limit of a single apt or dpkg command, in milliseconds. */
const deadlineMs = 5 * 60_000;

/**
 * Unpacks Debian packages into `target/root` and their metadata into `target/control`. Nothing is installed:
 * apt uses its own lists and archives, so the machine's packages and package lists stay as they are.
 */
export async function buildDebian(
  build: DebianBuild,
  target: string,
  log: string,
  signal: AbortSignal,
): Promise<void> {
  const apt = await privateApt(log, signal);
  const archives = join(target, "archives");
  const root = join(target, "root");
  await mkdir(archives, { recursive: true });
  const control = join(target, "control");
  await mkdir(root, { recursive: true });
  await mkdir(control, { recursive: true });
  await apt.run(["download", ...(await packagesOf(build, apt))], archives);
  const options = { timeout: deadlineMs, cancelSignal: signal };
  for (const archive of await readdir(archives)) {
    const file = join(archives, archive);
    await execa("dpkg-deb", ["-x", file, root], options);
    const { stdout } = await execa("dpkg-deb", ["-f", file], options);
    await writeFile(join(control, archive.split("_")[0] ?? archive), `${stdout}\n`);
  }
  await execa("rm", ["-r", archives]);
  await mkdir(join(target, "bin"));
  for (const [name, path] of Object.entries(build.binaries)) {
    await symlink(relative(join(target, "bin"), join(root, path)), join(target, "bin", name));
  }
}

/** The packages, and if requested all their dependencies, as apt resolves them for a machine without packages. */
async function packagesOf(build: DebianBuild, apt: Apt): Promise<readonly string[]> {
  const { packages, dependenciesExcept: excluded } = build;
  if (excluded === undefined) return packages;
  const plan = await apt.simulate(["install", "--no-install-recommends", ...packages]);
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = ""]) => name);
  return names.filter((name) => !excluded.includes(name));
}

interface Apt {
  /** Runs apt-get in `cwd`; its output is in the log. */
  run(args: readonly string[], cwd: string): Promise<void>;
  /** What apt-get would do on a machine without packages. */
  simulate(args: readonly string[]): Promise<string>;
}

async function privateApt(log: string, signal: AbortSignal): Promise<Apt> {
  const state = join(cacheFolder(), "apt");
  await mkdir(join(state, "lists", "partial"), { recursive: true });
  const settings = [
    `Dir::State::Lists=${join(state, "lists")}`,
    `Dir::Cache=${state}`,
    // Without root there is no other user to become.
    "APT::Sandbox::User=root",
  ];
  const flags = ["-q", ...settings.flatMap((setting) => ["-o", setting])];
  const options = { timeout: deadlineMs, cancelSignal: signal };
  const output = { file: log, append: true };
  const apt: Apt = {
    run: async (args, cwd) => {
      await execa("apt-get", [...flags, ...args], { ...options, cwd, stdout: output, stderr: output });
    },
    simulate: async (args) => {
      const nothing = ["-s", "-o", "Dir::State::status=/dev/null"];
      const child = execa("apt-get", [...flags, ...nothing, ...args], {
        ...options,
        stdout: ["pipe", output],
        stderr: output,
      });
      return (await child).stdout;
    },
  };
  await updateOnce(state, apt);
  return apt;
}

/** Updates of the package lists that are running or done in this process, by their folder. */
const updates = new Map<string, Promise<void>>();

/** Two builds must not update at the same time: apt gives its lock to the first and an error to the second. */
async function updateOnce(state: string, apt: Apt): Promise<void> {
  const update = updates.get(state) ?? apt.run(["update"], state);
  updates.set(state, update);
  try {
    await update;
  } catch (error) {
    updates.delete(state);
    throw error;
  }
}
