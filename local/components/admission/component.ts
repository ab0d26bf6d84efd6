import { join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";

/** The rules of admission, as on EKS. Argo CD syncs them there; here they stand before it does, so that nothing is older than they are. */
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
