import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { files, manifests } from "./testing/repository.ts";

test("found: a number of pods with two owners", () => {
  const file = "environments/dev/user/kustomization.yaml";
  const autoscaled = manifests
    .replaceAll("product", "user")
    .replace("kind: Service\n", "kind: HorizontalPodAutoscaler\n");
  const planted = new Map([...files, ["environments/dev/user/release/manifests.yaml", autoscaled]]);
  const found = () => lint(planted).filter((one) => one.startsWith(file));
  expect(found()).toEqual([]);
  planted.set(file, (planted.get(file) ?? "").replace("/spec/minReplicas", "/spec/replicas"));
  expect(found()).toEqual([
    expect.stringMatching(
      /patches\[0\]: \/spec\/replicas is set, .* autoscaler.*\n {2}Patch \/spec\/minReplicas/,
    ),
  ]);
});
