/** Image layouts made in plain TypeScript: real enough for crane, cosign and a registry, without a builder. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  blobFile,
  type Descriptor,
  INDEX_TYPE,
  MANIFEST_TYPE,
  TAG_ANNOTATION,
} from "@slipway/lib/io/oci/layout.ts";

const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

/** Writes one blob and returns what names it. */
export async function writeBlob(
  folder: string,
  mediaType: string,
  content: string | Buffer,
): Promise<Descriptor> {
  const bytes = Buffer.from(content);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const file = blobFile(folder, { digest });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  return { mediaType, digest, size: bytes.length };
}

async function writeImage(folder: string, content: string, architecture: string): Promise<Descriptor> {
  const layer = await writeBlob(folder, LAYER_TYPE, content);
  const rootfs = { type: "layers", diff_ids: [layer.digest] };
  const config = await writeBlob(folder, CONFIG_TYPE, JSON.stringify({ architecture, os: "linux", rootfs }));
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config, layers: [layer] };
  const image = await writeBlob(folder, MANIFEST_TYPE, JSON.stringify(manifest));
  return { ...image, platform: { os: "linux", architecture } };
}

/** An image with `content` as its only layer, for one architecture or an index of several; returns its digest. */
export async function writeLayout(
  folder: string,
  content: string,
  tag = "src-1",
  architectures: readonly string[] = ["amd64"],
): Promise<string> {
  const images = await Promise.all(architectures.map((each) => writeImage(folder, content, each)));
  const [first] = images;
  if (first === undefined) throw new Error("an image has at least one architecture");
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: images };
  const root = images.length === 1 ? first : await writeBlob(folder, INDEX_TYPE, JSON.stringify(index));
  const named = { ...root, annotations: { [TAG_ANNOTATION]: tag } };
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(folder, "index.json"), JSON.stringify({ ...index, manifests: [named] }));
  return root.digest;
}
