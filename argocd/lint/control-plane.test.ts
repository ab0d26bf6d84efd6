import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const controlPlane = "argocd/kustomization.yaml";

const plants: readonly Plant[] = [
  {
    name: "a project that the root prunes",
    file: controlPlane,
    replace: "  - projects/shop-prod.yaml\n",
    by: "",
    found: /argocd\/projects\/shop-prod\.yaml is not listed, so the root application prunes what it holds/,
  },
  {
    name: "the closed project that the root prunes",
    file: controlPlane,
    replace: "  - projects/default.yaml\n",
    by: "",
    found: /argocd\/projects\/default\.yaml is not listed/,
  },
  {
    name: "a set that the root prunes",
    file: controlPlane,
    replace: "  - applicationsets/staging.yaml\n",
    by: "",
    found: /argocd\/applicationsets\/staging\.yaml is not listed/,
  },
  {
    name: "a patch of what the root manages",
    file: controlPlane,
    replace: "resources:\n",
    by: "patches: [{ target: { kind: AppProject }, patch: '[]' }]\nresources:\n",
    found: /^argocd\/kustomization\.yaml:\d+: patches: no such key/m,
  },
  {
    name: "something else for the root to manage",
    file: controlPlane,
    replace: "  - projects/default.yaml\n",
    by: "  - projects/default.yaml\n  - config/argocd-cm.yaml\n",
    found: /expected a file of projects\/ or applicationsets\/, got "config\/argocd-cm\.yaml"/,
  },
  {
    name: "a root in a project it manages",
    file: "argocd/bootstrap/root.yaml",
    replace: "project: bootstrap",
    by: "project: platform",
    found: /project: platform is not defined in this file/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
