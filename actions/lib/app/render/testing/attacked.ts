/** A shop whose dev/product folder a test attacks. */
import { treeOf } from "@slipway/testing/git/tree.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect } from "vitest";
import { buildTargets } from "../render.ts";

export const FOLDER = "environments/dev/product";

export const MINER = `evil.example.com/miner:1@${digestOf("e")}`;

export const product = releaseOf("product");

export const environmentFile = "environments/dev/environment.yaml";

export const shop: Readonly<Record<string, string>> = {
  ...shopFiles(["product", "order"]),
  ...releaseFiles("dev", product),
  ...releaseFiles("dev", releaseOf("order")),
};

/** The fault of dev's product; order next to it is still built. */
export async function fault(files: Readonly<Record<string, string>>, tree = treeOf({ ...shop, ...files })) {
  const targets = await buildTargets(tree, "dev", ["product", "order"]);
  expect(targets.get("order")).toHaveProperty("manifests");
  const target = targets.get("product");
  return target !== undefined && "fault" in target ? target.fault.message : "none";
}

export const people = (change: (text: string) => string) => {
  const path = `${FOLDER}/kustomization.yaml`;
  return { [path]: change(shop[path] ?? "") };
};

export const pods = "/spec/template/spec";

export const add = (path: string, value: unknown) =>
  people(
    (text) =>
      `${text}patches:\n  - target: {kind: Rollout}\n    patch: '${JSON.stringify([{ op: "add", path, value }])}'\n`,
  );
