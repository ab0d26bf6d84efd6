import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";
import { digest } from "./testing/repository.ts";

const peoples = "environments/prod/product/kustomization.yaml";
const newName = "    newName: registry.example.com/shop/product\n";

const plants: readonly Plant[] = [
  {
    name: "overlay with a patch that adds a container",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec/containers/-, value: { name: a, image: evil.example.com/miner } }\n`,
    found:
      /prod\/product\/kustomization\.yaml: patches\[0\]: \/spec\/template\/spec\/containers\/- .*is evil\.example\.com\/miner, which is not pinned/,
  },
  {
    name: "overlay with a patch that adds a pinned container",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec, value: { initContainers: [{ image: "evil.example.com/miner@${digest}" }] } }\n`,
    found: /miner@sha256:\w+, which is neither the release's image nor one of platformImages/,
  },
  {
    name: "overlay with a patch that adds a container without an image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec/containers/-, value: { name: a } }\n`,
    found: /containers\.0\.image names no image/,
  },
  {
    name: "overlay with a patch that empties an image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/image, value: "" }\n`,
    found: /containers\.0\.image names no image/,
  },
  {
    name: "overlay with replicas",
    file: peoples,
    replace: "resources:",
    by: "replicas: [{ name: product, count: 9 }]\nresources:",
    found: /replicas: not allowed here\.\n {2}Remove it: kustomize's replicas passes over Rollouts/,
  },
  {
    name: "overlay with a strategic merge",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      kind: Rollout\n      metadata: { name: product }\n      spec: { template: { spec: { containers: [{ name: product }] } } }\n`,
    found: /patches\[0\]: a strategic merge patch, which replaces a Rollout's containers/,
  },
  {
    name: "overlay with a patch of the image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/image, value: "evil:latest" }\n`,
    found: /containers\/0\/image is the release's own/,
  },
  {
    name: "overlay with a patch without a file",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    path: memory.yaml\n`,
    found: /environments\/prod\/product\/memory\.yaml is not there/,
  },
  {
    name: "overlay with an image that is not the service's",
    file: peoples,
    replace: newName,
    by: `${newName}  - name: shop/order\n    newName: registry.example.com/shop/order\n`,
    found: /images: shop\/order is no image of product/,
  },
  {
    name: "overlay with a further image of another registry",
    file: peoples,
    replace: newName,
    by: `${newName}  - name: shop/product-migrate\n    newName: elsewhere.example.com/shop/product-migrate\n`,
    found: /images\[1\]\.newName: elsewhere\.example\.com\/shop\/product-migrate, where prod's is/,
  },
  {
    name: "overlay with a pin of its own",
    file: peoples,
    replace: newName,
    by: `${newName}    newTag: latest\n`,
    found: /images\.0\.newTag: no such key, got "latest"/,
  },
  {
    name: "overlay with a resource next to the release",
    file: peoples,
    replace: "  - release\n",
    by: "  - release\n  - debug.yaml\n",
    found: /expected exactly \[release\]/,
  },
  {
    name: "ET-8 a service in another environment's namespace",
    file: peoples,
    replace: "namespace: shop-prod",
    by: "namespace: shop-dev",
    found: /namespace: shop-dev, where prod's is shop-prod/,
  },
  {
    name: "a registry that is not the environment's",
    file: peoples,
    replace: "newName: registry.example.com/shop/product",
    by: "newName: docker.example.org/shop/product",
    found: /docker\.example\.org\/shop\/product, where prod's is registry\.example\.com\/shop\/product/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
