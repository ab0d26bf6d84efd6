import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const dev = "argocd/applicationsets/dev.yaml";

const plants: readonly Plant[] = [
  {
    name: "a canary's weights that every sync puts back",
    file: dev,
    replace: "          - RespectIgnoreDifferences=true\n",
    by: "",
    found: /the option RespectIgnoreDifferences=true is missing/,
  },
  {
    name: "no difference ignored",
    file: dev,
    replace: / {6}ignoreDifferences:\n(?: {8}.*\n)+/,
    by: "",
    found: /ignoreDifferences: expected exactly one entry for the weights of VirtualServices/,
  },
  {
    name: "an empty list of ignored differences",
    file: dev,
    replace: / {6}ignoreDifferences:\n(?: {8}.*\n)+/,
    by: "      ignoreDifferences: []\n",
    found: /ignoreDifferences: expected exactly one entry for what the autoscaler sets of Rollouts/,
  },
  {
    name: "an ignored difference without a path",
    file: dev,
    replace: /jqPathExpressions:\n.*\n.*\n/,
    by: "jqPathExpressions: []\n",
    found: /jqPathExpressions: expected exactly the weight and the route of testers/,
  },
  {
    name: "every route but the main one ignored",
    file: dev,
    replace: 'select(.name == "preview")',
    by: 'select(.name != "primary")',
    found: /expected the route of testers/,
  },
  {
    name: "subsets ignored, which this repository's rules do not have",
    file: dev,
    replace: "          kind: VirtualService\n",
    by: "          kind: DestinationRule\n",
    found: /only weights of VirtualServices may be ignored/,
  },
  {
    name: "a whole route ignored",
    file: dev,
    replace: ".spec.http[].route[].weight",
    by: ".spec.http[]",
    found: /only the weight itself may be ignored/,
  },
  {
    name: "an autoscaler that every sync would fight",
    file: dev,
    replace: "          managedFieldsManagers: [kube-controller-manager]\n",
    by: "",
    found: /managedFieldsManagers/,
  },
  {
    name: "what anybody sets of a Rollout ignored",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "managedFieldsManagers: [kube-controller-manager, kubectl-edit]",
    found: /expected exactly \[kube-controller-manager\]/,
  },
  {
    name: "another manager of Rollouts ignored",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "managedFieldsManagers: [argocd-controller]",
    found: /expected kube-controller-manager: the autoscaler/,
  },
  {
    name: "a Rollout's number ignored whoever sets it",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "jqPathExpressions: [.spec.replicas]",
    found: /managedFieldsManagers/,
  },
  {
    name: "no word about what an autoscaler sets",
    file: dev,
    replace: "          kind: Rollout\n          managedFieldsManagers: [kube-controller-manager]\n",
    by: "          kind: Deployment\n          managedFieldsManagers: [kube-controller-manager]\n",
    found: /only weights of VirtualServices may be ignored, and what the autoscaler sets/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
