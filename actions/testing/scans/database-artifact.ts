/** A database as registries serve it: an OCI artifact of one layer with `trivy.db` and `metadata.json`. */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { MANIFEST_TYPE } from "@slipway/lib/io/oci/layout.ts";

/** Pushes the database of `cache` to `reference`. */
export async function pushDatabase(cache: string, reference: string, work: string): Promise<void> {
  const blobs = join(work, "layout", "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  const write = async (content: Buffer, mediaType: string) => {
    const hex = createHash("sha256").update(content).digest("hex");
    await writeFile(join(blobs, hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const archive = join(work, "db.tar.gz");
  await exec("tar", ["-czf", archive, "-C", join(cache, "db"), "trivy.db", "metadata.json"]);
  const layer = await write(await readFile(archive), "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip");
  const config = await write(Buffer.from("{}"), "application/vnd.aquasec.trivy.config.v1+json");
  const title = { "org.opencontainers.image.title": "db.tar.gz" };
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config,
    layers: [{ ...layer, annotations: title }],
  };
  const root = await write(Buffer.from(JSON.stringify(manifest)), MANIFEST_TYPE);
  await writeFile(join(work, "layout", "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(work, "layout", "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [root] }),
  );
  await exec("crane", ["push", join(work, "layout"), reference]);
}
