import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { files } from "./testing/repository.ts";

test.each([
  ["environments/dev/platform/environment.yaml", "environments/*/environment.yaml"],
  ["environments/dev/platform/more/environment.yaml", "environments/*/environment.yaml"],
  ["environments/prod/platform/more/release/release.yaml", "environments/prod/*/release/release.yaml"],
  ["argocd/addons/istiod/more/addon.yaml", "argocd/addons/*/addon.yaml"],
])("planted: %s, of which git's `*` makes an application", (path, pattern) => {
  const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
  expect(lint(new Map([...files, [path, object]])).join("\n")).toContain(
    `${path}: Argo CD would make an application of it, by the files ${pattern} of an application set.`,
  );
});
