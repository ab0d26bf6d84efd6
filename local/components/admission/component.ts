import { join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";

/**
 * The admission policies, as on EKS. On EKS Argo CD syncs them; here they are applied before Argo CD starts,
 * so that they apply to every object.
 */
export const admission: Component = {
  name: "admission",
  units: (platform) => [
    {
      kind: "task",
      name: "admission-rules",
      after: ["bootstrap-roles"],
      run: () => platform.apply(["-k", join(repositoryRoot, "argocd/addons/admission")]),
    },
  ],
};
