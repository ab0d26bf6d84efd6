import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const shopProd = "argocd/projects/shop-prod.yaml";

const plants: readonly Plant[] = [
  {
    name: "a project that a push could remove",
    file: shopProd,
    replace: "    argocd.argoproj.io/sync-options: Prune=false\n",
    by: "",
    found: /Prune=false, or a push could remove the walls of a project/,
  },
  {
    name: "the platform's project that a push could remove",
    file: "argocd/projects/platform.yaml",
    replace: "sync-options: Prune=false",
    by: "sync-options: Prune=true",
    found: /Prune=false/,
  },
  {
    name: "ES-21 ET-8 a project reaching another namespace",
    file: shopProd,
    replace: "namespace: shop-prod }",
    by: "namespace: shop-dev }",
    found: /shop-dev is not prod's namespace/,
  },
  {
    name: "ES-21 a project with a wildcard",
    file: shopProd,
    replace: "namespace: shop-prod }",
    by: 'namespace: "*" }',
    found: /expected a name, no wildcard/,
  },
  {
    name: "a project that ships secrets",
    file: shopProd,
    replace: "kind: ConfigMap",
    by: "kind: Secret",
    found: /no application ships secrets or permissions/,
  },
  {
    name: "a project without a list of kinds",
    file: shopProd,
    replace: "namespaceResourceWhitelist:",
    by: "namespaceResourceBlacklist:",
    found: /without one everything is allowed/,
  },
  {
    name: "ES-21 ET-8 a project of services with cluster-wide kinds",
    file: shopProd,
    replace: "  namespaceResourceWhitelist:",
    by: '  clusterResourceWhitelist: [{ group: "", kind: Namespace, name: shop-prod }]\n  namespaceResourceWhitelist:',
    found: /Services own nothing outside their namespace/,
  },
  {
    name: "a project lacking a kind the chart ships",
    file: shopProd,
    replace: "    - { group: policy, kind: PodDisruptionBudget }\n",
    by: "",
    found: /policy\/PodDisruptionBudget is missing/,
  },
  {
    name: "a project that may come after its set",
    file: shopProd,
    replace: 'sync-wave: "-1"',
    by: 'sync-wave: "0"',
    found: /expected "-1": projects come before the sets that name them/,
  },
  {
    name: "ES-21 an open default project",
    file: "argocd/projects/default.yaml",
    replace: "destinations: []",
    by: "destinations: [{ server: https://kubernetes.default.svc, namespace: argocd }]",
    found: /the default project allows something/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
