import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

/**
 * Writes an image of one layer as an archive that `ctr images import` reads. It is for images that are needed
 * before the registry runs; BuildKit builds all others.
 * @param files path inside the image to a file of the host
 */
export async function imageArchive(
  archive: string,
  tag: string,
  files: Readonly<Record<string, string>>,
  entrypoint: readonly string[],
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "slipway-image-"));
  try {
    const root = join(work, "root");
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await cp(source, join(root, path));
    }
    await tar(join(work, "layer.tar"), root, ["."]);
    const layer = await readFile(join(work, "layer.tar"));
    const config = JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Entrypoint: entrypoint },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
    });
    const configFile = `${sha256(config)}.json`;
    await writeFile(join(work, configFile), config);
    const manifest = [{ Config: configFile, RepoTags: [tag], Layers: ["layer.tar"] }];
    await writeFile(join(work, "manifest.json"), JSON.stringify(manifest));
    await tar(archive, work, ["layer.tar", configFile, "manifest.json"]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

const tar = (file: string, folder: string, names: readonly string[]) =>
  execa("tar", ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "-cf", file, "-C", folder, ...names], {
    timeout: 60_000,
  });
