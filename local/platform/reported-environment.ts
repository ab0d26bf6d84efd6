import type { Target } from "../../argocd/addons/reporter/src/observe.ts";

/** An environment as the one local cluster has it. */
export const reportedEnvironment = (environment: string): Target => ({
  environment,
  cluster: "main",
  namespace: `shop-${environment}`,
  project: `shop-${environment}`,
});
