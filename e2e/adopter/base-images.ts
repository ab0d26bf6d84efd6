import { existsSync } from "node:fs";
import { cp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { buildAll } from "../../local/build/builder.ts";
import { cacheFolder } from "../../local/build/paths.ts";
import { baseImage } from "../../local/components/base-image/component.ts";
import { buildctl } from "../../local/components/buildkit/component.ts";
import { registryAddress } from "../../local/forge/localise.ts";
import type { Component } from "../../local/platform/component.ts";
import type { Platform } from "../../local/platform/platform.ts";

const debian = (name: string, main: string, isWhole: boolean): Component => ({
  name,
  build: {
    kind: "debian",
    main,
    packages: [main],
    ...(isWhole ? { dependenciesExcept: [] } : {}),
    binaries: {},
    expectedSeconds: 10,
  },
});

const python = debian("adopter-python", "python3", true);
const httpd = debian("adopter-httpd", "busybox-static", false);

/** Base images of the adopter's own, made of Debian packages and the machine's Go: no registry of images is reached from here. */
export async function pushBaseImages(platform: Platform): Promise<void> {
  const artefacts = await buildAll([python, httpd], new AbortController().signal);
  const alone = "FROM scratch\nCOPY . /\n";
  for (const [name, image] of [
    [python.name, "python:3"],
    [httpd.name, "httpd:1"],
  ] as const) {
    const root = await layOutDebian(platform, artefacts.get(name)?.folder ?? "", name);
    await pushImage(platform, image, root, alone);
  }
  await pushImage(platform, "go:1.26", await layOutGo(platform), goDockerfile);
  const bases = `${registryAddress(platform.ports)}/bases`;
  await execa(platform.binary("crane", "crane"), ["copy", baseImage(platform), `${bases}/node:24`], {
    timeout: 60_000,
  });
}

const goDockerfile = `FROM scratch
COPY go /usr/local/go
COPY cache /root/.cache/go-build
ENV PATH=/usr/local/go/bin GOROOT=/usr/local/go HOME=/root GOCACHE=/root/.cache/go-build
ENV CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOTOOLCHAIN=local GOPROXY=off
WORKDIR /tmp
`;

/** Go, and the standard library compiled: two services would compile it again, for a minute each on two processors. */
async function layOutGo(platform: Platform): Promise<string> {
  const folder = platform.directory("adopter-bases", "go");
  const cache = join(cacheFolder(), "adopter-go");
  const { stdout: goRoot } = await execa("go", ["env", "GOROOT"]);
  await execa("go", ["build", "-trimpath", "-o", "/dev/null", "net/http"], {
    env: { GOCACHE: cache, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" },
    timeout: 600_000,
  });
  for (const name of ["bin", "lib", "pkg", "src", "go.env", "VERSION"])
    await cp(join(goRoot, name), join(folder, "go", name), { recursive: true });
  await cp(cache, join(folder, "cache"), { recursive: true });
  return folder;
}

/** The packages' files, and what a scanner reads: which distribution and which packages these are. */
async function layOutDebian(platform: Platform, artefact: string, name: string): Promise<string> {
  const root = platform.directory("adopter-bases", `${name}-root`);
  await cp(join(artefact, "root"), root, { recursive: true, verbatimSymlinks: true });
  await cp(join(artefact, "control"), join(root, "var/lib/dpkg/status.d"), { recursive: true });
  for (const file of ["etc/debian_version", "usr/lib/os-release"])
    await cp(platform.unpacked("base-image", file), join(root, file));
  // A package names /bin and /lib64 where its release of Debian has them; programs look in both.
  for (const folder of ["bin", "lib", "lib64"]) {
    if (!existsSync(join(root, folder)) && existsSync(join(root, "usr", folder)))
      await symlink(`usr/${folder}`, join(root, folder));
  }
  return root;
}

async function pushImage(
  platform: Platform,
  name: string,
  context: string,
  dockerfile: string,
): Promise<void> {
  const folder = platform.directory("adopter-bases", name.replace(":", "-"));
  await writeFile(join(folder, "Dockerfile"), dockerfile);
  const image = `${registryAddress(platform.ports)}/bases/${name}`;
  await buildctl(platform, [
    ...["build", "--frontend", "dockerfile.v0"],
    ...["--local", `context=${context}`, "--local", `dockerfile=${folder}`],
    ...["--output", `type=image,name=${image},push=true,compression=uncompressed`],
  ]);
}
