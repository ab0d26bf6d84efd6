/** Fetches one tool: nothing of it is unpacked or run before its checksum is right. */
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { faultOf, retryingFetch } from "@slipway/lib/io/http/retrying-fetch.ts";
import type { Download, Pin } from "./pins.ts";
import { versionOf } from "./version.ts";

/** One try, body included; the largest is some 150 MB. */
const DOWNLOAD_DEADLINE_MS = 180_000;

const patient = retryingFetch({ deadlineMs: DOWNLOAD_DEADLINE_MS, pausesMs: [1000, 5000] });

/** Installs `name` as `folder`/`name`. The folder appears by one rename, so what is there is whole. */
export async function install(name: string, pin: Pin, download: Download, folder: string): Promise<void> {
  const bytes = await fetchBytes(name, download);
  requireChecksum(name, download, bytes);
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const binary = join(work, name);
    await unpack(name, download, bytes, work);
    await chmod(binary, 0o755);
    const version = await versionOf(binary, pin);
    if (version !== pin.version) throw wrongVersion(name, pin, download, version);
    await rename(work, folder).catch(async (error: unknown) => {
      // Another job of this machine was faster, with the same bytes.
      if ((await versionOf(join(folder, name), pin)) !== pin.version) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchBytes(name: string, { url }: Download): Promise<Buffer> {
  try {
    const response = await patient(url);
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    throw new UserError(`${name}: ${url} answered ${response.status}.\n  Check the address in pins.ts.`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${name}: ${url}: ${faultOf(error)}.\n  Running again is safe; without network put ${name} on PATH beforehand.`,
    );
  }
}

function requireChecksum(name: string, { url, sha256 }: Download, bytes: Buffer): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual === sha256) return;
  throw new UserError(
    `${name}: what ${url} gave (${bytes.length} bytes) has the sha256 ${actual}, not ${sha256}.\n  Do not use it. Running again helps if it was cut short; else find out why the release was changed.`,
  );
}

async function unpack(name: string, { url, member }: Download, bytes: Buffer, work: string): Promise<void> {
  if (member === undefined) return await writeFile(join(work, name), bytes);
  const depth = member.split("/").length - 1;
  const args = ["-xzf", "-", "-C", work, `--strip-components=${depth}`, member];
  const { exitCode } = await exec("tar", args, { input: bytes, allowFailure: true });
  if (exitCode === 0) return;
  throw new UserError(
    `${name}: ${url}: cannot be unpacked, or has no ${member}.\n  Correct the pin: its checksum is that of another file.`,
  );
}

function wrongVersion(name: string, pin: Pin, { url }: Download, found: string | undefined): UserError {
  return new UserError(
    `${name}: ${url} is ${found ?? "not a program that tells its version"}, but ${pin.version} is pinned.\n  Correct version, address and sha256 in pins.ts together.`,
  );
}
