/** Where the layouts of a run are: one folder a service, what was found out about it next to it. */
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  blobFile,
  contentsOf,
  type Descriptor,
  INDEX_TYPE,
  type Layout,
  readLayout,
  TAG_ANNOTATION,
} from "./layout.ts";

export function layoutsFolder(given: string | undefined, workspace: string, env: NodeJS.ProcessEnv): string {
  if (given !== undefined) return given;
  return env.RUNNER_TEMP ? join(env.RUNNER_TEMP, "images") : join(workspace, ".slipway", "images");
}

export const layoutOf = (folder: string, service: string): string => join(folder, service);
export const provenanceFile = (folder: string, service: string): string =>
  join(folder, `${service}.provenance.json`);
export const scanFile = (folder: string, service: string): string => join(folder, `${service}.scan.json`);
export const sbomFile = (folder: string, service: string): string => join(folder, `${service}.sbom.cdx.json`);

/**
 * Makes a layout of its own of one image in `store`. Its blobs are hard links: a base that a hundred services share is on the
 * disk once, and once in a tar of all layouts.
 */
export async function extractLayout(
  store: string,
  image: Descriptor,
  tag: string,
  folder: string,
): Promise<Layout> {
  const contents = await contentsOf(store, image);
  const root = { ...image, annotations: { ...image.annotations, [TAG_ANNOTATION]: tag } };
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(blobFile(folder, root)), { recursive: true });
  await Promise.all(contents.map((blob) => link(blobFile(store, blob), blobFile(folder, blob))));
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [root] };
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(folder, "index.json"), `${JSON.stringify(index)}\n`);
  return await readLayout(folder);
}
