import type { Component } from "../../platform/component.ts";

/** Scans images before they are pushed; beside it, what makes a database of made-up vulnerabilities. */
export const trivy: Component = {
  name: "trivy",
  build: {
    kind: "go",
    module: "github.com/aquasecurity/trivy",
    binaries: { trivy: "github.com/aquasecurity/trivy/cmd/trivy", "trivy-fixture-database": "." },
    variables: { "github.com/aquasecurity/trivy/pkg/version/app.ver": "0.74.0" },
    experiments: ["jsonv2"],
    expectedSeconds: 370,
  },
};
