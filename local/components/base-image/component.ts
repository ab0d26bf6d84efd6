import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";
import { debianLibraries, type Platform } from "../../platform/platform.ts";
import { buildctl } from "../buildkit/component.ts";

/** Name of the image in the platform's registry; on EKS a distroless Node image is used instead. */
export const baseImage = (platform: Platform): string => `127.0.0.1:${platform.ports.registry}/shop/node:24`;

const loader = process.arch === "arm64" ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2";
const loaderFolder = process.arch === "arm64" ? "lib" : "lib64";

/**
 * The base image of every service: Node and the C library, without a shell, with the paths of the distroless
 * image that it replaces. Node comes from the npm package that this repository depends on, the libraries from
 * Debian's packages.
 */
export const baseImageComponent: Component = {
  name: "base-image",
  build: {
    kind: "debian",
    main: "libc6",
    packages: ["libc6", "libstdc++6", "libgcc-s1", "base-files"],
    binaries: {},
    expectedSeconds: 5,
  },
  units: (platform) => [
    {
      kind: "task",
      name: "base-image",
      after: ["buildkitd"],
      run: async () => {
        const root = await layOut(platform);
        await push(platform, root);
        await rm(dirname(root), { recursive: true });
      },
    },
  ],
};

async function layOut(platform: Platform): Promise<string> {
  const root = platform.path("base-image", "root");
  await rm(root, { recursive: true, force: true });
  const libraries = join(root, "usr/lib", debianLibraries);
  await mkdir(libraries, { recursive: true });
  await mkdir(join(root, loaderFolder), { recursive: true });
  await mkdir(join(root, "nodejs/bin"), { recursive: true });
  await mkdir(join(root, "etc"), { recursive: true });
  await mkdir(join(root, "tmp"), { mode: 0o1777 });
  for (const folder of ["lib", "usr/lib"]) {
    const unpacked = platform.unpacked("base-image", join(folder, debianLibraries));
    // gconv and other plug-ins of the libraries support character sets that are not used here.
    await cp(unpacked, libraries, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.includes("/gconv"),
    });
  }
  await symlink(`/usr/lib/${debianLibraries}/${loader}`, join(root, loaderFolder, loader));
  if (loaderFolder !== "lib") await symlink("usr/lib", join(root, "lib"));
  await cp(join(repositoryRoot, "node_modules/.bin/node"), join(root, "nodejs/bin/node"), {
    dereference: true,
  });
  await writeFile(
    join(root, "etc/passwd"),
    "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n",
  );
  await writeFile(join(root, "etc/group"), "root:x:0:\nnonroot:x:65532:\n");
  await describe(platform, root);
  return root;
}

/**
 * States the distribution and its packages in the same files as the distroless image, because scanners read
 * them there.
 */
async function describe(platform: Platform, root: string): Promise<void> {
  for (const file of ["etc/debian_version", "usr/lib/os-release"]) {
    await cp(platform.unpacked("base-image", file), join(root, file));
  }
  const control = join(platform.artefact("base-image").folder, "control");
  await cp(control, join(root, "var/lib/dpkg/status.d"), { recursive: true });
}

async function push(platform: Platform, root: string): Promise<void> {
  const dockerfile = platform.path("base-image", "Dockerfile");
  await writeFile(dockerfile, "FROM scratch\nCOPY . /\n");
  await buildctl(platform, [
    "build",
    ...[
      "--frontend",
      "dockerfile.v0",
      "--local",
      `context=${root}`,
      "--local",
      `dockerfile=${dirname(dockerfile)}`,
    ],
    ...["--opt", "build-arg:SOURCE_DATE_EPOCH=0"],
    ...[
      "--output",
      `type=image,name=${baseImage(platform)},push=true,rewrite-timestamp=true,compression=uncompressed`,
    ],
  ]);
}
