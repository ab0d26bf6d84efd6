import { testContext } from "@slipway/testing/report.ts";
import { digestOf, overlayFiles, serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";
import { reasonOf, statuses } from "./testing/outcome.ts";
import { shop } from "./testing/shop.ts";

describe("bad input: the service fails by name, nothing of it is pushed, the others are bumped", () => {
  test("a broken chart value", async () => {
    await using repo = await shop(["order", "product"], serviceFiles("product", "replicas: many\n"));
    const outcome = await repo.bump(repo.source, { order: "a", product: "a" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(
      /^services\/product\/values\.yaml: .*at '\/replicas': got string, want integer/s,
    );
    expect(await repo.pinned("product")).toBeUndefined();
    expect((await repo.pinned("order"))?.version).toBe("0.1.0");
    expect(Object.keys(await repo.tags())).toEqual(["order-v0.1.0"]);
  });

  test("a broken service.yaml, an unknown service, an image under another name", async () => {
    await using repo = await shop(["order", "product"], {
      "services/product/service.yaml": "name: product\n",
    });
    const asked = request.parse({
      source: repo.source,
      images: JSON.stringify({
        ghost: { name: "shop/ghost", digest: digestOf("a") },
        order: { name: "registry.example.com/shop/order", digest: digestOf("a") },
        product: { name: "shop/product", digest: digestOf("a") },
      }),
    });
    const outcome = await bump(asked, testContext(repo.checkout.path));
    expect(statuses(outcome)).toEqual({ ghost: "failed", order: "failed", product: "failed" });
    expect(reasonOf(outcome, "ghost")).toContain("ghost: no service.yaml names it");
    expect(reasonOf(outcome, "order")).toContain('images.order.name: "registry.example.com/shop/order"');
    expect(reasonOf(outcome, "product")).toMatch(
      /^services\/product\/service\.yaml: slo: missing.*^services\/product\/service\.yaml: ports: missing/ms,
    );
  });

  test("an overlay patch that no longer fits names file, line and path", async () => {
    const patch = `patches:
  - target: {kind: Rollout}
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/env/3/value
        value: x
`;
    await using repo = await shop(["order", "product"], overlayFiles("dev", "product", patch));
    const outcome = await repo.bump(repo.source, { order: "a", product: "a" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(
      /^environments\/dev\/product\/kustomization\.yaml:13: the patch of \/spec\/template\/spec\/containers\/0\/env\/3\/value does not fit/,
    );
    expect(await repo.pinned("product")).toBeUndefined();
  });

  test("a release folder edited manually", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    const path = "environments/dev/product/release/manifests.yaml";
    const edited = `${await (await repo.tip()).read(path)}# more memory\n`;
    const source = await repo.push("chore: manually", { [path]: edited });
    const outcome = await repo.bump(source, { order: "b", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(/^environments\/dev\/product\/release: edited manually: /);
    expect(String(await (await repo.tip()).read(path))).toBe(edited);
  });

  test("an environment that follows another, or that is not there, is an error", async () => {
    await using repo = await shop();
    const asked = (environment: string) =>
      bump(
        request.parse({ images: "{}", source: repo.source, environment }),
        testContext(repo.checkout.path),
      );
    await expect(asked("staging")).rejects.toThrow("releases come here from dev");
    await expect(asked("qa")).rejects.toThrow("Known: dev, staging, prod");
  });
});
