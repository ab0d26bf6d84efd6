import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { bundle } from "./build.ts";
import { servicesIn } from "./folders.ts";
import { testBus, testDatabase, testKv } from "./src/testing.ts";

const services = dirname(import.meta.dirname);
const names = servicesIn(services);
const mostBytes = 5 * 1024 * 1024;

/** As in the cluster: the settings of its values.yaml, and its own stores. */
async function environmentOf(service: string): Promise<Record<string, string>> {
  const { env } = parse(readFileSync(join(services, service, "values.yaml"), "utf8"));
  const [database, kv, bus] = await Promise.all([testDatabase(), testKv(), testBus()]);
  return { ...env, DATABASE_URL: database, REDIS_URL: kv, NATS_URL: bus };
}

/** Each is built once; the tests use the same files. */
const builtElsewhere = new Map<string, Promise<string>>();
const builtInPlace = new Map<string, string>();

function buildElsewhere(service: string): Promise<string> {
  const known = builtElsewhere.get(service);
  if (known !== undefined) return known;
  const outfile = join(mkdtempSync(join(tmpdir(), "bundle-")), "main.js");
  const built = bundle(join(services, service), outfile).then(() => outfile);
  builtElsewhere.set(service, built);
  return built;
}

/** Like `npm run build`, with another working folder and another output folder. */
function buildInPlace(service: string): string {
  const cwd = join(services, service);
  if (!builtInPlace.has(service)) {
    execFileSync(process.execPath, [join(import.meta.dirname, "build.ts")], { cwd });
    builtInPlace.set(service, join(cwd, "dist", "main.js"));
  }
  return builtInPlace.get(service) ?? "";
}

test.each(names)(
  "SP-17: the bundle of %s is one small file, reproducible and self-contained",
  async (name) => {
    const [first, second] = [await buildElsewhere(name), buildInPlace(name)];
    const source = readFileSync(first, "utf8");
    const bundled = {
      isReproducible: readFileSync(second, "utf8") === source,
      namesThisMachine: source.includes(dirname(services)),
      isAscii: !/[\u0080-\uffff]/.test(source),
      isSmall: source.length < mostBytes,
    };
    expect(bundled).toEqual({
      isReproducible: true,
      namesThisMachine: false,
      isAscii: true,
      isSmall: true,
    });

    // Far from node_modules, with an empty working folder, as in the image.
    const child = spawn(process.execPath, [first], {
      cwd: dirname(first),
      env: {
        ...(await environmentOf(name)),
        HOST: "127.0.0.1",
        PORT: "0",
        GRPC_PORT: "0",
        DRAIN_DELAY_MS: "0",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const messages: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg } = JSON.parse(line);
      messages.push(msg);
      if (msg === "ready") child.kill("SIGTERM");
    }
    if (child.exitCode === null) await once(child, "close");
    expect(child.exitCode).toBe(0);
    expect(messages).toContain("stopped");
  },
);

test("the packages in a bundle are listed next to it, with versions, and reproducibly", async () => {
  const outfile = await buildElsewhere("product");
  const list = readFileSync(outfile.replace(".js", ".cdx.json"), "utf8");
  const { components } = JSON.parse(list) as {
    components: { name: string; version: string; purl: string }[];
  };
  for (const name of ["fastify", "undici", "@redis/client", "prom-client"]) {
    // Resolved from the kit, like the bundler does.
    const { version } = packageOf(name);
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    expect(components).toContainEqual(expect.objectContaining({ name, version, purl }));
  }
  expect(components.map(({ name }) => name)).not.toContain("esbuild");
  expect(list).not.toContain(dirname(services));
  const again = join(services, "product", "dist", "main.cdx.json");
  buildInPlace("product");
  expect(readFileSync(again, "utf8")).toBe(list);
});

function packageOf(name: string): { version: string } {
  const folders = [join(services, "kit"), join(services, "product"), dirname(services)];
  const file = folders.map((folder) => join(folder, "node_modules", name, "package.json")).find(existsSync);
  return JSON.parse(readFileSync(file ?? "", "utf8"));
}
