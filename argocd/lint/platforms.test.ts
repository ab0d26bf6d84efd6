import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const platform = "environments/staging/platform";

const plants: readonly Plant[] = [
  {
    name: "a builder in a platform",
    file: `${platform}/kustomization.yaml`,
    replace: "resources:\n",
    by: "transformers: [a.yaml]\nresources:\n",
    found:
      /^environments\/staging\/platform\/kustomization\.yaml:\d+: transformers: not allowed in a kustomization/m,
  },
  {
    name: "ES-21 an address in a platform",
    file: `${platform}/kustomization.yaml`,
    replace: "  - quota.yaml\n",
    by: "  - quota.yaml\n  - https://example.com/a.yaml\n",
    found:
      /^environments\/staging\/platform\/kustomization\.yaml:\d+: "https:\/\/example\.com\/a\.yaml" is not in/m,
  },
  {
    name: "a namespace that a push could remove",
    file: `${platform}/namespace.yaml`,
    replace: "Prune=confirm,Delete=confirm",
    by: "Delete=confirm",
    found: /the namespace lacks the sync option Prune=confirm/,
  },
  {
    name: "a namespace without annotations",
    file: `${platform}/namespace.yaml`,
    replace: / {2}annotations:\n(?: {4}.*\n)+/,
    by: "",
    found: /the namespace lacks the sync option Delete=confirm/,
  },
  {
    name: "a platform that drops its namespace",
    file: `${platform}/kustomization.yaml`,
    replace: "  - namespace.yaml\n",
    by: "",
    found: /the Namespace shop-staging is not among the objects/,
  },
  {
    name: "a platform image that nobody listed",
    file: `${platform}/kustomization.yaml`,
    replace: "newName: gcr.io/distroless/nodejs24-debian13",
    by: "newName: docker.io/library/node",
    found: /image docker\.io\/library\/node is not one of platformImages/,
  },
  {
    name: "ES-10 a platform image that a tag can move",
    file: `${platform}/kustomization.yaml`,
    replace: "    digest: sha256:bb6b03d81066993293a10feda7250e8e1cc034035fe9b61cfceededa7c8bf04d\n",
    by: "",
    found: /images\.0\.digest: expected a digest next to the tag/,
  },
  {
    name: "a platform image outside the kustomization",
    file: `${platform}/load.yaml`,
    replace: "image: shop/node",
    by: "image: node:24",
    found: /load\.yaml: image node:24 is not pinned/,
  },
  {
    name: "ES-14 a namespace open to privileged pods",
    file: `${platform}/namespace.yaml`,
    replace: "pod-security.kubernetes.io/enforce: restricted",
    by: "pod-security.kubernetes.io/enforce: privileged",
    found: /the namespace admits privileged pods/,
  },
  {
    name: "a namespace in which the rules of admission do not hold",
    file: `${platform}/namespace.yaml`,
    replace: "    slipway.dev/environment: staging\n",
    by: "",
    found:
      /namespace lacks the label slipway\.dev\/environment: .*\n {2}Label it slipway\.dev\/environment: <name/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
