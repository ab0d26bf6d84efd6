import { test } from "vitest";
import { expectRejected, type Plant } from "./testing/plant.ts";

const plants: readonly Plant[] = [
  {
    name: "ET-12 a Rollouts controller that does not know Prometheus",
    file: "argocd/bootstrap/rollouts/controller.yaml",
    replace: "ARGO_ROLLOUTS_PROMETHEUS_ADDRESS",
    by: "PROMETHEUS_ADDRESS",
    found:
      /controller\.yaml: ARGO_ROLLOUTS_PROMETHEUS_ADDRESS is not set, so every canary is aborted\.\n {2}Set /,
  },
  {
    name: "an address of Prometheus without a scheme",
    file: "argocd/bootstrap/rollouts/controller.yaml",
    replace: "value: http://",
    by: "value: ",
    found: /ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: kube-prometheus-stack-\S+ is not an http or https address/,
  },
];

test.for(plants)("rejected: $name", expectRejected);
