import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { files } from "./testing/repository.ts";

test("the repository has no findings, with a release too", () => {
  expect(lint(files)).toEqual([]);
});

test("all findings are reported together", () => {
  const broken = [
    {
      file: "argocd/projects/shop-prod.yaml",
      replace: "    argocd.argoproj.io/sync-options: Prune=false\n",
      by: "",
    },
    {
      file: "environments/prod/product/kustomization.yaml",
      replace: "resources:",
      by: "replicas: [{ name: product, count: 9 }]\nresources:",
    },
  ];
  const planted = new Map(files);
  for (const { file, replace, by } of broken) {
    planted.set(
      file,
      (planted.get(file) ?? "").replace(replace, () => by),
    );
  }
  expect(lint(planted)).toHaveLength(broken.length);
});
