import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const dev = "argocd/applicationsets/dev.yaml";
const platform = "environments/staging/platform";

const plants: readonly Plant[] = [
  {
    name: "an attribute by which Argo CD checks out other bytes",
    file: ".gitattributes",
    replace: "*.png binary\n",
    by: "*.png binary\n*.yaml working-tree-encoding=ASCII//TRANSLIT\n",
    found: /^\.gitattributes:3: "working-tree-encoding=ASCII\/\/TRANSLIT" for "\*\.yaml"/m,
  },
  {
    name: "a line break that only kustomize sees",
    file: `${platform}/quota.yaml`,
    replace: "apiVersion: v1\n",
    by: "# reviewed\u0085apiVersion: v1\n",
    found:
      /^environments\/staging\/platform\/quota\.yaml:\d+: the line break NEL \(U\+0085\) is not allowed/m,
  },
  {
    name: "an anchor in what Argo CD reads",
    file: dev,
    replace: "goTemplate: true",
    by: "goTemplate: &a true",
    found: /^argocd\/applicationsets\/dev\.yaml:\d+: an anchor is not allowed/m,
  },
  {
    name: "a file that is no YAML",
    file: dev,
    replace: "spec:\n",
    by: "spec: [\n",
    found: /^argocd\/applicationsets\/dev\.yaml:\d+: not YAML/m,
  },
];

test.for(plants)("rejected: $name", expectRejected);
