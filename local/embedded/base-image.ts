import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Parts } from "./parts.ts";

/**
 * Pushes the base image of the services' images. Nothing runs in a container here, so it contains only the
 * list of users: this machine's Node runs the programs of the images.
 * @returns its digest
 */
export async function pushBaseImage(parts: Parts, buildkit: string, name: string): Promise<string> {
  const folder = join(parts.folder, "base-image");
  await mkdir(join(folder, "etc"), { recursive: true });
  await writeFile(join(folder, "etc/passwd"), "nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n");
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY etc /etc\n");
  await execa(
    parts.binary("buildkit", "buildctl"),
    [
      ...["--addr", buildkit, "build", "--frontend=dockerfile.v0"],
      ...[`--local=context=${folder}`, `--local=dockerfile=${folder}`],
      ...["--opt=build-arg:SOURCE_DATE_EPOCH=0"],
      `--output=type=image,name=${name},push=true,registry.insecure=true,rewrite-timestamp=true`,
    ],
    { timeout: 60_000 },
  );
  const { stdout } = await execa(parts.binary("crane", "crane"), ["digest", name], { timeout: 20_000 });
  return stdout.trim();
}
