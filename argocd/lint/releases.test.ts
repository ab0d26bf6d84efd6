import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";
import { digest } from "./testing/repository.ts";

const pin = "environments/dev/product/release/kustomization.yaml";
const frozen = "environments/dev/product/release/manifests.yaml";

const plants: readonly Plant[] = [
  {
    name: "a release with a comment of somebody's",
    file: pin,
    replace: "resources:\n",
    by: "# reviewed\nresources:\n",
    found: /^environments\/dev\/product\/release: edited manually: kustomization\.yaml is not the one/m,
  },
  {
    name: "ES-10 EF-4 a release pinned by tag alone",
    file: pin,
    replace: `    digest: ${digest}\n`,
    by: "",
    found: /release\/kustomization\.yaml:\d+: images\.0\.digest: expected the digest/,
  },
  {
    name: "EF-4 a release named latest",
    file: pin,
    replace: "newTag: 0.1.0",
    by: "newTag: latest",
    found: /expected a version, never latest, got "latest"/,
  },
  {
    name: "an image of a release that nothing pins",
    file: frozen,
    replace: "image: shop/product",
    by: "image: redis:latest",
    found: /Rollout\/product runs redis:latest, which the release does not pin/,
  },
  {
    name: "a kind that releases do not ship",
    file: frozen,
    replace: "kind: Service\n",
    by: "kind: Secret\n",
    found: /Secret\/product is of a kind that releases do not ship/,
  },
  {
    name: "a release that names a namespace",
    file: frozen,
    replace: "  name: product\nspec:",
    by: "  name: product\n  namespace: shop-dev\nspec:",
    found: /Rollout\/product names a namespace, shop-dev/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
