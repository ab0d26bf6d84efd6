import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { bundle } from "./build.ts";

const services = dirname(import.meta.dirname);
const urls = { PRODUCT_URL: "http://127.0.0.1:9", ORDER_URL: "http://127.0.0.1:9" };

async function buildElsewhere(service: string): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), "bundle-")), "main.js");
  await bundle(join(services, service), outfile);
  return outfile;
}

/** What `npm run build` does: another working folder, another place for the file. */
function buildInPlace(service: string): string {
  const cwd = join(services, service);
  execFileSync(process.execPath, [join(import.meta.dirname, "build.ts")], { cwd });
  return join(cwd, "dist", "main.js");
}

test.each(["api-gateway", "product", "order"])(
  "the bundle of %s is reproducible, and runs by itself",
  async (name) => {
    const [first, second] = [await buildElsewhere(name), buildInPlace(name)];
    const source = readFileSync(first, "utf8");
    const bundled = {
      isReproducible: readFileSync(second, "utf8") === source,
      namesThisMachine: source.includes(dirname(services)),
      isAscii: !/[\u0080-\uffff]/.test(source),
    };
    expect(bundled).toEqual({ isReproducible: true, namesThisMachine: false, isAscii: true });

    // Far from node_modules, with an empty working folder, as in the image.
    const child = spawn(process.execPath, [first], {
      cwd: dirname(first),
      env: { ...urls, HOST: "127.0.0.1", PORT: "0", DRAIN_DELAY_MS: "0" },
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

test("the packages in a bundle are listed beside it, with their versions, the same each time", async () => {
  const outfile = await buildElsewhere("product");
  const list = readFileSync(outfile.replace(".js", ".cdx.json"), "utf8");
  const { components } = JSON.parse(list) as {
    components: { name: string; version: string; purl: string }[];
  };
  for (const name of ["fastify", "undici", "@redis/client", "prom-client"]) {
    // From the kit, as the bundler looks for it.
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
