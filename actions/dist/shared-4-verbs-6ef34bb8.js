// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  array,
  checkJson,
  digest,
  int,
  object,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/oci/layout.ts
init_oldest_node();
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
var BrokenLayout = class extends UserError {
  name = "BrokenLayout";
};
var descriptor = object({
  mediaType: string(),
  digest,
  size: int().min(0),
  platform: object({ os: string(), architecture: string(), variant: string().optional() }).optional(),
  annotations: record(string(), string()).optional()
});
var index = object({ manifests: array(descriptor) });
var manifest = object({ config: descriptor, layers: array(descriptor) });
var INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
var MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
var TAG_ANNOTATION = "org.opencontainers.image.ref.name";
var blobFile = (folder, { digest: name }) => join(folder, "blobs", name.replace(":", "/"));
async function imagesIn(folder) {
  const file = join(folder, "index.json");
  const text = await readFile(file, "utf8").catch((error) => {
    throw new BrokenLayout(
      `${file}: cannot be read (${error.code}), so there is no image layout in ${folder}.
  Build the image again (build-image), and give the folder it wrote.`
    );
  });
  return parsed(index, text, file).manifests;
}
async function readLayout(folder) {
  const images = await imagesIn(folder);
  const [root] = images;
  if (root === void 0 || images.length > 1) {
    throw new BrokenLayout(
      `${folder}/index.json: names ${images.length} images, expected one.
  Build the image again (build-image).`
    );
  }
  return { folder, root, tag: root.annotations?.[TAG_ANNOTATION], contents: await contentsOf(folder, root) };
}
async function contentsOf(folder, root) {
  const all = await walk(folder, root);
  return [...new Map(all.map((each) => [each.digest, each])).values()];
}
async function walk(folder, node) {
  const file = blobFile(folder, node);
  const { size } = await stat(file).catch((error) => {
    throw new BrokenLayout(`${file}: named by the image, but cannot be read (${error.code}).
  ${AGAIN}`);
  });
  if (size !== node.size) {
    throw new BrokenLayout(`${file}: has ${size} bytes, the image names ${node.size}.
  ${AGAIN}`);
  }
  const children = await childrenOf(folder, node);
  return [...(await Promise.all(children.map((child) => walk(folder, child)))).flat(), node];
}
var AGAIN = "Build the image again (build-image); nothing may change a layout after it was built.";
async function childrenOf(folder, node) {
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
async function requireDigest(folder, node) {
  const file = blobFile(folder, node);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const found = `sha256:${hash.digest("hex")}`;
  if (found === node.digest) return;
  throw new BrokenLayout(`${file}: its bytes are ${found}, not ${node.digest}.
  ${AGAIN}`);
}
function parsed(schema, text, file) {
  const read = checkJson(schema, text);
  if ("value" in read) return read.value;
  throw new BrokenLayout(`${file}: not what an image layout has there: ${read.fault}.
  ${AGAIN}`);
}

// actions/lib/io/oci/layout-folder.ts
init_oldest_node();
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";
function layoutsFolder(given, workspace, env) {
  if (given !== void 0) return given;
  return env.RUNNER_TEMP ? join2(env.RUNNER_TEMP, "images") : join2(workspace, ".slipway", "images");
}
var layoutOf = (folder, service) => join2(folder, service);
var provenanceFile = (folder, service) => join2(folder, `${service}.provenance.json`);
var scanFile = (folder, service) => join2(folder, `${service}.scan.json`);
var sbomFile = (folder, service) => join2(folder, `${service}.sbom.cdx.json`);
async function extractLayout(store, image, tag, folder) {
  const contents = await contentsOf(store, image);
  const root = { ...image, annotations: { ...image.annotations, [TAG_ANNOTATION]: tag } };
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(blobFile(folder, root)), { recursive: true });
  await Promise.all(contents.map((blob) => link(blobFile(store, blob), blobFile(folder, blob))));
  const index2 = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [root] };
  await writeFile(join2(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join2(folder, "index.json"), `${JSON.stringify(index2)}
`);
  return await readLayout(folder);
}

export {
  BrokenLayout,
  MANIFEST_TYPE,
  imagesIn,
  readLayout,
  requireDigest,
  layoutsFolder,
  layoutOf,
  provenanceFile,
  scanFile,
  sbomFile,
  extractLayout
};
