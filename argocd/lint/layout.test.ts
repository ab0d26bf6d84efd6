import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { files } from "./testing/repository.ts";

test.each([
  ["environments/prod/environment.yml", "an environment has environment.yaml and folders"],
  ["environments/prod/holds.yaml", "an environment has environment.yaml and folders"],
  ["environments/prod/hold/product-1.yaml", "hold/kustomization.yaml does not name it"],
  ["environments/prod/product/holds/product-1.yaml", "product/kustomization.yaml does not name it"],
  ["environments/prod/holds/old/product-1.yaml", "holds are files <name>.yaml"],
  ["environments/prod/holds/product-1.yml", "holds are files <name>.yaml"],
  ["environments/prod/holds/product-1.md", "holds are files <name>.yaml"],
  ["environments/product-1.yaml", "environments/ has one folder for each environment"],
  [
    "environments/prod/node_modules/kustomization.yaml.bak",
    "node_modules/kustomization.yaml does not name it",
  ],
  ["environments/prod/platform/release/release.yaml", "platform has no release"],
])("planted: %s, which has no effect", (path, why) => {
  const findings = lint(new Map([...files, [path, "a: 1\n"]]));
  expect(findings.filter((one) => one.startsWith(`${path}: `)).join()).toContain(
    `${path}: nothing reads this file: `,
  );
  expect(findings.join()).toContain(why);
});
