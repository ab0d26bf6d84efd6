import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";

const MEDIA_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

const descriptor = z.object({ digest: z.string() });
const indexSchema = z.object({
  manifests: z.array(descriptor.extend({ platform: z.object({ os: z.string(), architecture: z.string() }) })),
});
const manifestSchema = z.object({ config: descriptor, layers: z.array(descriptor) });
const configSchema = z.object({ config: z.object({ Entrypoint: z.array(z.string()).min(2) }) });

/**
 * Pulls a pinned image from its registry, verifies every blob by its digest, and unpacks the layers below
 * `folder`.
 * @param reference `127.0.0.1:5000/shop/product:0.1.0@sha256:…`
 * @returns path of the program that the image's Node runs
 */
export async function unpackImage(reference: string, folder: string): Promise<string> {
  const [, registry, name, digest] =
    /^([^/]+)\/([^:@]+)(?::[^@]+)?@(sha256:[0-9a-f]{64})$/.exec(reference) ?? [];
  if (!registry || !name || !digest) throw new Error(`${reference}: is not pinned by digest`);
  const repository = `http://${registry}/v2/${name}`;
  const manifest = await readManifest(repository, digest);
  const { config } = configSchema.parse(JSON.parse(String(await blob(repository, manifest.config.digest))));
  const root = join(folder, digest.replace(":", "-"));
  if (!existsSync(root)) await unpack(repository, manifest.layers, root);
  return join(root, config.Entrypoint[1] ?? "");
}

async function readManifest(repository: string, digest: string): Promise<z.output<typeof manifestSchema>> {
  const text = await read(`${repository}/manifests/${digest}`, digest, { accept: MEDIA_TYPES });
  const content: unknown = JSON.parse(String(text));
  const index = indexSchema.safeParse(content);
  if (!index.success) return manifestSchema.parse(content);
  const own = process.arch === "x64" ? "amd64" : process.arch;
  const fit = index.data.manifests.find(
    ({ platform }) => platform.os === "linux" && platform.architecture === own,
  );
  if (fit === undefined) throw new Error(`${repository}@${digest}: has no image for linux/${own}`);
  return readManifest(repository, fit.digest);
}

const blob = (repository: string, digest: string): Promise<Buffer> =>
  read(`${repository}/blobs/${digest}`, digest, {});

async function read(url: string, digest: string, headers: Record<string, string>): Promise<Buffer> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`GET ${url}: ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (found !== digest) throw new Error(`GET ${url}: the registry sent ${found}`);
  return bytes;
}

async function unpack(
  repository: string,
  layers: readonly { readonly digest: string }[],
  root: string,
): Promise<void> {
  const part = `${root}.part-${process.hrtime.bigint()}`;
  await mkdir(part, { recursive: true });
  for (const [index, { digest }] of layers.entries()) {
    const file = join(part, `layer-${index}.tar`);
    await writeFile(file, await blob(repository, digest));
    await execa("tar", ["--no-same-owner", "-xf", file, "-C", part], { timeout: 60_000 });
    await rm(file);
  }
  // Two environments may unpack it at once; both results are equal.
  await rename(part, root).catch(() => rm(part, { recursive: true }));
}
