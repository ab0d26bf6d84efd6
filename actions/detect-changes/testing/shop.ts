/** A shop of two services that share a package, and the result of detect-changes in a clone. */
import { type Clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { detectChanges } from "../detect-changes.ts";
import { request } from "../request.ts";

export const lock = (changes: Record<string, object> = {}) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "services/order": { dependencies: { "@shop/kit": "0.0.0" } },
      "services/product": { dependencies: { "@shop/kit": "0.0.0", redis: "6" } },
      "services/kit": { dependencies: { fastify: "5" } },
      "node_modules/@shop/kit": { resolved: "services/kit", link: true },
      "node_modules/fastify": { version: "5.0.0" },
      "node_modules/redis": { version: "6.0.0" },
      "node_modules/vitest": { version: "5.0.0" },
      ...changes,
    },
  });

export async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const dev = stack.use(await emptyClone(url));
  const files: Files = { ...shopFiles(["order", "product"]), "package-lock.json": lock() };
  const start = await dev.push("feat: start", files);
  const detect = async (
    where: Clone,
    inputs: Record<string, string> = {},
    env: Record<string, string> = {},
  ) => {
    const context = testContext(where.path, { env: { PATH: process.env.PATH, ...env } });
    const { outputs, results } = await detectChanges(request.parse(inputs), context);
    return {
      selection: outputs.selection,
      services: JSON.parse(outputs.services ?? "") as unknown,
      reasons: JSON.parse(outputs.reasons ?? "") as Record<string, string>,
      source: outputs.source,
      results,
    };
  };
  return {
    url,
    dev,
    start,
    detect,
    /** As a bump would: the pins of `source` are on main. */
    pin: (source: string, services = ["order", "product"]) =>
      dev.push(
        "bump(dev): pins",
        Object.assign({}, ...services.map((name) => releaseFiles("dev", releaseOf(name, { source })))),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
