import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Artefact } from "./artefact.ts";

const deadlineMs = 10 * 60_000;

/**
 * Fetches a prebuilt artefact from `source`, a folder or an http(s) address that has `<id>.tar.gz` and
 * `<id>.tar.gz.sha256` (written by `local export`).
 * @returns false when the source does not have it; a wrong checksum is an error.
 */
export async function fetchPrebuilt(source: string, artefact: Artefact, target: string): Promise<boolean> {
  const name = `${artefact.id}.tar.gz`;
  const archive = await read(source, name);
  if (!archive) return false;
  const expected = (await read(source, `${name}.sha256`))?.toString().trim().split(/\s+/)[0];
  const actual = createHash("sha256").update(archive).digest("hex");
  if (actual !== expected) {
    throw new Error(
      `${source}/${name}: its sha256 is ${actual}, but ${name}.sha256 says ${expected ?? "nothing"}.\n  Export it again, or unset SLIPWAY_PREBUILT to build it here.`,
    );
  }
  await mkdir(target, { recursive: true });
  await execa("tar", ["-xzf", "-", "-C", target], { input: archive, timeout: deadlineMs });
  return true;
}

/** Writes an artefact that `fetchPrebuilt` can fetch. */
export async function exportArtefact(artefact: Artefact, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${artefact.id}.tar.gz`);
  await execa("tar", ["-czf", `${file}.part`, "-C", artefact.folder, "."], { timeout: deadlineMs });
  const digest = createHash("sha256")
    .update(await readFile(`${file}.part`))
    .digest("hex");
  await writeFile(`${file}.sha256`, `${digest}  ${artefact.id}.tar.gz\n`);
  await execa("mv", [`${file}.part`, file]);
  await rm(`${file}.part`, { force: true });
  return file;
}

async function read(source: string, name: string): Promise<Buffer | undefined> {
  if (!/^https?:\/\//.test(source)) return readFile(join(source, name)).catch(() => undefined);
  const response = await fetch(`${source.replace(/\/$/, "")}/${name}`, {
    signal: AbortSignal.timeout(deadlineMs),
  });
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
}
