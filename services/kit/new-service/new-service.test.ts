import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { create, findings } from "./new-service.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-new-service-"));
  mkdirSync(join(root, "services/order"), { recursive: true });
  for (const environment of ["dev", "prod"]) {
    mkdirSync(join(root, "environments", environment), { recursive: true });
    writeFileSync(
      join(root, "environments", environment, "environment.yaml"),
      `registry: ${environment}.example.com\n`,
    );
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("a new service", () => {
  it("is added to the workspace, to the platform and to every environment", () => {
    expect(findings("gift-cards", root)).toEqual([]);
    const written = create("gift-cards", root);
    expect(written).toContain("environments/prod/gift-cards/kustomization.yaml");
    expect(JSON.parse(read("services/gift-cards/package.json"))).toMatchObject({
      name: "@slipway/gift-cards",
    });
    expect(parse(read("services/gift-cards/service.yaml"))).toMatchObject({ name: "gift-cards" });
    expect(read("services/gift-cards/src/main.ts")).toContain("run(giftCards)");
    expect(parse(read("environments/prod/gift-cards/kustomization.yaml"))).toMatchObject({
      namespace: "shop-prod",
      images: [{ name: "shop/gift-cards", newName: "prod.example.com/shop/gift-cards" }],
    });
  });

  it("is refused with all errors in its name", () => {
    expect(findings(undefined, root)).toEqual([expect.stringContaining("npm run new-service")]);
    expect(findings("order", root)).toEqual([expect.stringContaining("services/order exists")]);
    expect(findings("Gift Cards".padEnd(40, "s"), root)).toHaveLength(2);
    expect(findings("../../etc", root)).toHaveLength(1);
  });

  it("never overwrites a file", () => {
    create("gift-cards", root);
    expect(() => create("gift-cards", root)).toThrow(/EEXIST/);
  });
});
