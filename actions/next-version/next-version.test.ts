import { clone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { nextVersions } from "./next-version.ts";
import { request } from "./request.ts";

test("each service gets the version its commits since its last release ask for", async () => {
  await using server = await startGitServer();
  await using dev = await clone(await server.createRepository("shop"));
  const source = await dev.push("feat: start", shopFiles(["new", "order", "product"]));
  await dev.push("bump(dev): order", releaseFiles("dev", releaseOf("order", { source })));
  await dev.push(
    "bump(dev): product",
    releaseFiles("dev", releaseOf("product", { source, version: "1.4.2" })),
  );
  await dev.git("tag", "order-v0.1.0", source);
  await dev.git("push", "--quiet", "--tags", "origin");
  await dev.git("tag", "--delete", "order-v0.1.0");
  await dev.push("feat(order): x", { "services/order/src/x.ts": "" });
  await dev.push("fix(product)!: y", { "services/product/src/y.ts": "" });
  const ask = async (services: string) => {
    const { outputs, results } = await nextVersions(request.parse({ services }), testContext(dev.path));
    return { versions: JSON.parse(outputs.versions ?? "") as unknown, results };
  };
  expect((await ask("")).versions).toEqual({ new: "0.1.0", order: "0.2.0", product: "2.0.0" });
  const { versions, results } = await ask("order,ghost");
  expect(versions).toEqual({ order: "0.2.0" });
  expect(results).toMatchObject([
    { service: "order", status: "done", reason: "0.1.0 → 0.2.0" },
    {
      service: "ghost",
      status: "failed",
      reason: expect.stringContaining("services/ghost/service.yaml: not there"),
    },
  ]);
});
