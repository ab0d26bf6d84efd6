/** A repository with two services, and a buildctl of the test's own. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git } from "@slipway/testing/git/git.ts";
import { writeLayout } from "@slipway/testing/registry/layouts.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { buildImage } from "../build-image.ts";
import { request } from "../request.ts";

function service(name: string): string {
  return `name: ${name}\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n`;
}

export const FILES: Readonly<Record<string, string>> = {
  "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
  "package-lock.json": "{}",
  "slipway.yaml": "build: {prepare: npm run build --if-present}\n",
  "services/kit/package.json": '{"name": "@shop/kit", "version": "1.0.0"}',
  "services/product/package.json":
    '{"name": "@shop/product", "version": "1.0.0", "dependencies": {"@shop/kit": "1.0.0"}}',
  "services/product/service.yaml": service("product"),
  "services/product/Dockerfile": "FROM scratch\n",
  "services/order/package.json": '{"name": "@shop/order", "version": "1.0.0"}',
  "services/order/service.yaml": service("order"),
  "services/order/Dockerfile": "FROM scratch\n",
};

interface Platform extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** Digest of the image that `BUILT` writes. */
  readonly digest: string;
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
  /** What stands for buildctl: a script that receives `$metadata`, `$dest` and the `$image` it may write there. */
  readonly buildctl: (script: string) => Promise<void>;
  readonly run: (
    services: string,
    source: string,
    inputs?: Readonly<Record<string, string>>,
  ) => ReturnType<typeof buildImage>;
}

/** A repository with two services, and a buildctl of the test's own. */
export async function platform(variables: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const folder = await temporaryFolder();
  const work = join(folder.path, "work");
  const digest = await writeLayout(join(folder.path, "image"), "program", "src-1", ["amd64", "arm64"]);
  await git(folder.path, "init", "--quiet", "--initial-branch=main", "work");
  const buildctl = async (script: string) => {
    const file = join(folder.path, "buildctl");
    const given = `for a in "$@"; do case $a in
      --metadata-file=*) metadata=\${a#*=};;
      --output=*) dest=\${a#*dest=} dest=\${dest%%,*};;
    esac; done
    image="$(dirname "$0")/image" digest=${digest}`;
    await writeFile(file, `#!/bin/sh\n${given}\n${script}\n`);
    await chmod(file, 0o755);
  };
  const env = {
    PATH: `${folder.path}:${process.env.PATH}`,
    BUILDKIT_HOST: "unix:///nowhere",
    HOME: folder.path,
    ...variables,
  };
  return {
    folder,
    digest,
    buildctl,
    commit: async (files) => {
      for (const [path, content] of Object.entries(files)) {
        const file = join(work, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      await git(work, "add", "--all");
      await git(work, "commit", "--quiet", "--allow-empty", "-m", "change");
      return git(work, "rev-parse", "HEAD");
    },
    run: (services, source, inputs = {}) =>
      buildImage(
        request.parse({ services, source, output: join(folder.path, "images"), ...inputs }),
        testContext(work, { env }),
      ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

export const STORE = 'mkdir -p "$dest" && cp -rn "$image/." "$dest/"';

export const REPORT = 'echo "{\\"containerimage.digest\\": \\"$digest\\"}" > "$metadata"';

export const BUILT = `${STORE}\n${REPORT}`;

export const ARGS = `printf '%s\\n' "$@" >> "$(dirname "$0")/args"`;
