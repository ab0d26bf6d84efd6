import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { expectRejected, type Plant } from "./testing/plant.ts";
import { files } from "./testing/repository.ts";

const plants: readonly Plant[] = [
  {
    name: "an environment file with an unknown key",
    file: "environments/dev/environment.yaml",
    replace: "order: 1",
    by: "order: 1\nsoak: 30m",
    found: /^environments\/dev\/environment\.yaml:3: soak: no such key/m,
  },
];

test.for(plants)("rejected: $name", expectRejected);

test("planted: an environment whose file has another name", () => {
  const planted = new Map(files);
  planted.set("environments/prod/environment.yml", planted.get("environments/prod/environment.yaml") ?? "");
  planted.delete("environments/prod/environment.yaml");
  expect(lint(planted).join("\n")).toContain("environments/prod: it has no environment.yaml");
});

test("rejected: an environment that no application set serves", () => {
  const text = files.get("environments/prod/environment.yaml") ?? "";
  const added = text.replace("name: prod", "name: beta").replace("order: 3", "order: 4");
  const findings = lint(new Map([...files, ["environments/beta/environment.yaml", added]]));
  expect(findings.map((one) => one.split(":")[0])).toEqual([
    "argocd/applicationsets/beta.yaml",
    "argocd/projects/shop-beta.yaml",
    "argocd/clusters/beta/root.yaml",
    "argocd/clusters/beta/control-plane/platform-project.yaml",
    "argocd/clusters/beta/control-plane/platform.yaml",
  ]);
});
