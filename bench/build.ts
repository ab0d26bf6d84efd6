/**
 * What a build of the shop's services costs, on a real BuildKit with a base image as large as Node's: `node bench/build.ts
 * [--services product,order,api-gateway] [--times 3]`. Run as root; buildkitd, buildctl and crane must be on PATH.
 * BUILDKIT_HOST takes a daemon that is there instead.
 */
import { appendFile, copyFile, mkdir, symlink } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { startBuildkit } from "@slipway/testing/buildkit.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { buildImage } from "../actions/build-image/build-image.ts";
import { request } from "../actions/build-image/request.ts";
import { median, table } from "./table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const LIMITS = { "no change": 1, "one line changed": 3 } as const;
type Kind = keyof typeof LIMITS;

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "product,order,api-gateway" },
    times: { type: "string", default: "3" },
  },
});

const platforms = `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`;

/** Pushes an image with the Node this runs under: what a service's layers are put on. */
async function pushBase(host: string, folder: string): Promise<string> {
  const [files, layer] = [join(folder, "base"), join(folder, "base.tar")];
  await mkdir(join(files, "nodejs/bin"), { recursive: true });
  await copyFile(process.execPath, join(files, "nodejs/bin/node"));
  await exec("tar", ["-C", files, "-cf", layer, "."]);
  const tag = `${host}/shop/node:24`;
  await exec("crane", ["append", "--oci-empty-base", `--new_layer=${layer}`, `--new_tag=${tag}`]);
  await exec("crane", ["mutate", `--set-platform=${platforms}`, `--tag=${tag}`, tag]);
  return tag;
}

interface Bench {
  readonly checkout: Clone;
  readonly base: string;
  readonly address: string;
  readonly output: string;
}

async function seconds({ checkout, base, address, output }: Bench, services: string): Promise<number> {
  const source = await checkout.git("rev-parse", "HEAD");
  const asked = request.parse({ services, source, output, platforms, "build-args": `NODE_IMAGE=${base}` });
  const env = { ...process.env, BUILDKIT_HOST: address };
  const began = performance.now();
  const { results } = await buildImage(asked, testContext(checkout.path, { env }));
  const failed = results.filter(({ status }) => status !== "done");
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => reason).join("\n"));
  return (performance.now() - began) / 1000;
}

async function changeOneLine({ checkout }: Bench, services: string, value: number): Promise<void> {
  for (const service of services.split(",")) {
    const line = `\nprocess.env.BENCH = "${value}";\n`;
    await appendFile(join(checkout.path, "services", service, "src/main.ts"), line);
  }
  await checkout.commit("perf: one line");
}

async function rowsOf(bench: Bench, services: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const count = services.split(",").length;
  for (const kind of Object.keys(LIMITS) as Kind[]) {
    const taken: number[] = [];
    for (let time = 0; time < Number(values.times); time += 1) {
      if (kind === "one line changed") await changeOneLine(bench, services, time);
      taken.push(await seconds(bench, services));
    }
    const all = median(taken);
    const each = all / count;
    rows.push([
      kind,
      String(count),
      all.toFixed(2),
      each.toFixed(2),
      `${LIMITS[kind]}`,
      (each / LIMITS[kind]).toFixed(2),
    ]);
  }
  return rows;
}

console.log(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the start\n`);
await using registry = await startRegistry();
await using folder = await temporaryFolder("slipway-bench-");
await using daemon = process.env.BUILDKIT_HOST ? undefined : await startBuildkit("overlayfs");
await using checkout = await clone(root);
await symlink(join(root, "node_modules"), join(checkout.path, "node_modules"));
const bench: Bench = {
  checkout,
  base: await pushBase(registry.host, folder.path),
  address: daemon?.address ?? process.env.BUILDKIT_HOST ?? "",
  output: join(folder.path, "images"),
};
const [one = ""] = values.services.split(",");
const first = await seconds(bench, values.services);
console.log(
  `first build of all ${values.services.split(",").length}, base not there yet: ${first.toFixed(2)} s\n`,
);
const rows = [...(await rowsOf(bench, one)), ...(await rowsOf(bench, values.services))];
console.log(table(["build", "services", "seconds", "a service", "limit", "ratio"], rows));
