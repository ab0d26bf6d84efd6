import type { Component } from "../../platform/component.ts";

/** Signs images with the platform's own key, and verifies them before they are pinned or promoted. */
export const cosign: Component = {
  name: "cosign",
  build: {
    kind: "go",
    module: "github.com/sigstore/cosign/v2",
    binaries: { cosign: "github.com/sigstore/cosign/v2/cmd/cosign" },
    variables: { "sigs.k8s.io/release-utils/version.gitVersion": "v2.6.4" },
    expectedSeconds: 140,
  },
};
