import type { Target } from "../../argocd/addons/reporter/src/observe.ts";

/** An environment of the single local cluster. */
export const reportedEnvironment = (environment: string): Target => ({
  environment,
  cluster: "main",
  namespace: `shop-${environment}`,
  project: `shop-${environment}`,
});
