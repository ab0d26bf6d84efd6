/**
 * An OCI image layout on disk: what build-image writes, scan-image reads and push-image pushes. Everything in it is
 * found by its digest, so a layout that can be read whole says by itself which image it is.
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../../domain/errors/user-error.ts";
import { digest } from "../../domain/parsing/identifiers.ts";
import { checkJson } from "../../domain/parsing/json.ts";

export class BrokenLayout extends UserError {
  override readonly name = "BrokenLayout";
}

const descriptor = z.object({
  mediaType: z.string(),
  digest,
  size: z.int().min(0),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type Descriptor = z.output<typeof descriptor>;

const index = z.object({ manifests: z.array(descriptor) });
const manifest = z.object({ config: descriptor, layers: z.array(descriptor) });

export const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
/** Where a layout keeps the tag of its image. */
export const TAG_ANNOTATION = "org.opencontainers.image.ref.name";

export interface Layout {
  readonly folder: string;
  /** The image: an index where it has several platforms. */
  readonly root: Descriptor;
  readonly tag: string | undefined;
  /** Everything the root is made of, each once, parts before what names them; the root is the last. */
  readonly contents: readonly Descriptor[];
}

export const blobFile = (folder: string, { digest: name }: Pick<Descriptor, "digest">): string =>
  join(folder, "blobs", name.replace(":", "/"));

/** Entries of `index.json`; several where several images share one folder. */
export async function imagesIn(folder: string): Promise<readonly Descriptor[]> {
  const file = join(folder, "index.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new BrokenLayout(
      `${file}: cannot be read (${error.code}), so there is no image layout in ${folder}.\n  Build the image again (build-image), and give the folder it wrote.`,
    );
  });
  return parsed(index, text, file).manifests;
}

/** Reads the one image of a layout. Manifests are compared with their digests, other blobs with their sizes. */
export async function readLayout(folder: string): Promise<Layout> {
  const images = await imagesIn(folder);
  const [root] = images;
  if (root === undefined || images.length > 1) {
    throw new BrokenLayout(
      `${folder}/index.json: names ${images.length} images, expected one.\n  Build the image again (build-image).`,
    );
  }
  return { folder, root, tag: root.annotations?.[TAG_ANNOTATION], contents: await contentsOf(folder, root) };
}

export async function contentsOf(folder: string, root: Descriptor): Promise<readonly Descriptor[]> {
  const all = await walk(folder, root);
  return [...new Map(all.map((each) => [each.digest, each])).values()];
}

async function walk(folder: string, node: Descriptor): Promise<readonly Descriptor[]> {
  const file = blobFile(folder, node);
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new BrokenLayout(`${file}: named by the image, but cannot be read (${error.code}).\n  ${AGAIN}`);
  });
  if (size !== node.size) {
    throw new BrokenLayout(`${file}: has ${size} bytes, the image names ${node.size}.\n  ${AGAIN}`);
  }
  const children = await childrenOf(folder, node);
  return [...(await Promise.all(children.map((child) => walk(folder, child)))).flat(), node];
}

const AGAIN = "Build the image again (build-image); nothing may change a layout after it was built.";

async function childrenOf(folder: string, node: Descriptor): Promise<readonly Descriptor[]> {
  const file = blobFile(folder, node);
  if (node.mediaType === INDEX_TYPE) {
    await requireDigest(folder, node);
    return parsed(index, await readFile(file, "utf8"), file).manifests;
  }
  if (node.mediaType === MANIFEST_TYPE) {
    await requireDigest(folder, node);
    const { config, layers } = parsed(manifest, await readFile(file, "utf8"), file);
    return [config, ...layers];
  }
  return [];
}

/** Throws where the bytes are not those the digest names. */
export async function requireDigest(folder: string, node: Descriptor): Promise<void> {
  const file = blobFile(folder, node);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = `sha256:${hash.digest("hex")}`;
  if (found === node.digest) return;
  throw new BrokenLayout(`${file}: its bytes are ${found}, not ${node.digest}.\n  ${AGAIN}`);
}

function parsed<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  const read = checkJson(schema, text);
  if ("value" in read) return read.value;
  throw new BrokenLayout(`${file}: not what an image layout has there: ${read.fault}.\n  ${AGAIN}`);
}
