/**
 * Argo CD Image Updater's own git write-back, driven by the program in `image-updater/`, which is built once. Lock, fetch,
 * checkout, edit, commit and push are its v1.3.0; the parser of image references and its log are stand-ins, choosing a
 * tag is left out, and the types of Argo CD are those of v3.5.3 where it names v3.5.1.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, glob, mkdir, readFile, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import type { Contender } from "./contender.ts";
import { folderOf, imageOf, kustomizationOf, NEW, OLD, pushedImageOf, type Site } from "./repository.ts";

const SOURCE = fileURLToPath(new URL("image-updater", import.meta.url));
const CACHE = join(homedir(), ".cache/slipway/bench");

/** Builds the program unless these very sources were built before; returns its path. */
export async function buildImageUpdater(): Promise<string> {
  const binary = join(CACHE, `image-updater-${await sourcesHash()}`);
  const isBuilt = await access(binary).then(
    () => true,
    () => false,
  );
  if (isBuilt) return binary;
  console.log(
    "Building Argo CD Image Updater's write-back with go, once: up to 10 minutes on 2 processors …",
  );
  await mkdir(CACHE, { recursive: true });
  const half = `${binary}.${process.pid}`;
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
  await exec("go", ["build", ...flags, "-o", half, "."], {
    cwd: SOURCE,
    env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOGC: "400" },
    timeoutMs: 45 * 60_000,
  });
  await rename(half, binary);
  return binary;
}

async function sourcesHash(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob("**/*.{go,mod,sum,s}", { cwd: SOURCE })) files.push(file);
  const hash = createHash("sha256");
  for (const file of files.toSorted()) hash.update(`${file}\n`).update(await readFile(join(SOURCE, file)));
  return hash.digest("hex").slice(0, 12);
}

/** One cycle of the controller in which every application has a new image; one application a service. */
export const imageUpdater = (binary: string): Contender => ({
  name: "Argo CD Image Updater 1.3.0, git",
  overlayPath: kustomizationOf,
  pinFile: kustomizationOf,
  wanted: NEW,
  async prepare(site) {
    const child = spawn(binary, {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        HOME: homedir(),
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
      },
    });
    const exited = once(child, "exit");
    child.stdin.write(`${JSON.stringify(cycleOf(site))}\n`);
    await Promise.race([once(createInterface(child.stdout), "line"), exited]);
    return {
      async run() {
        child.stdin.end("begin\n");
        const [code] = (await exited) as [number | null];
        if (code !== 0) throw new Error(`${binary}: exit code ${code}`);
      },
      [Symbol.asyncDispose]: () => end(child, exited),
    };
  },
});

const cycleOf = ({ url, services }: Site) => ({
  repository: url,
  branch: "main",
  applications: services.map((service) => ({
    name: service,
    folder: folderOf(service),
    image: `${imageOf(service)}=${pushedImageOf(service)}:${NEW.tag}@${NEW.digest}`,
    oldTag: OLD.tag,
  })),
});

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill();
  await exited;
}
