/** OCI image layouts made of plain files: what build-image writes, without a build. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { INDEX_TYPE, MANIFEST_TYPE } from "@slipway/lib/io/oci/layout.ts";

export interface TestImage {
  /** Path in the image to content. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: readonly string[];
  readonly architecture?: string;
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** Writes one image, or an index of several, to `folder`; returns the digest. */
export async function writeLayout(folder: string, ...images: readonly TestImage[]): Promise<string> {
  await mkdir(join(folder, "blobs", "sha256"), { recursive: true });
  const manifests = await Promise.all(images.map((image) => writeImage(folder, image)));
  const [only] = manifests;
  const root = manifests.length === 1 && only ? only : await writeIndex(folder, manifests);
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [root] }));
  return root.digest;
}

async function writeImage(folder: string, { files, env = [], architecture = "amd64" }: TestImage) {
  const layer = await writeBlob(folder, await layerOf(files));
  const config = await writeJson(folder, {
    architecture,
    os: "linux",
    config: { Env: env },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const manifest = await writeJson(folder, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
  });
  return { mediaType: MANIFEST_TYPE, platform: { os: "linux", architecture }, ...manifest };
}

async function writeIndex(folder: string, manifests: readonly object[]) {
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests };
  return { mediaType: INDEX_TYPE, ...(await writeJson(folder, index)) };
}

async function layerOf(files: TestImage["files"]): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), "slipway-layer-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(work, "root", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await exec("tar", ["-cf", join(work, "layer.tar"), "-C", join(work, "root"), "."]);
    return await readFile(join(work, "layer.tar"));
  } finally {
    await rm(work, { recursive: true });
  }
}

const writeJson = (folder: string, content: object): Promise<Blob> =>
  writeBlob(folder, Buffer.from(JSON.stringify(content)));

async function writeBlob(folder: string, content: Buffer): Promise<Blob> {
  const hex = createHash("sha256").update(content).digest("hex");
  await writeFile(join(folder, "blobs", "sha256", hex), content);
  return { digest: `sha256:${hex}`, size: content.length };
}
