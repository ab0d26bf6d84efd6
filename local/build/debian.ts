import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import type { DebianBuild } from "../platform/component.ts";
import { cacheFolder } from "./paths.ts";

/** Longest single apt or dpkg command, in milliseconds. */
const deadlineMs = 5 * 60_000;

/**
 * Unpacks Debian packages under `target/root`, what they say about themselves in `target/control`. Nothing is installed: apt works on lists and archives of its own,
 * so the machine's packages and package lists stay as they are.
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
  await apt(["download", ...build.packages], archives);
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

type Apt = (args: readonly string[], cwd: string) => Promise<void>;

async function privateApt(log: string, signal: AbortSignal): Promise<Apt> {
  const state = join(cacheFolder(), "apt");
  await mkdir(join(state, "lists", "partial"), { recursive: true });
  const options = [
    `Dir::State::Lists=${join(state, "lists")}`,
    `Dir::Cache=${state}`,
    "APT::Sandbox::User=root",
  ];
  const flags = options.flatMap((option) => ["-o", option]);
  const apt: Apt = async (args, cwd) => {
    const output = { file: log, append: true };
    await execa("apt-get", [...flags, "-q", ...args], {
      cwd,
      stdout: output,
      stderr: output,
      timeout: deadlineMs,
      cancelSignal: signal,
    });
  };
  await apt(["update"], state);
  return apt;
}
