import { join } from "node:path";
import { execa } from "execa";
import { componentFolder } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";

/**
 * Trivy's cache folder on this platform. Without network no real database is available: the one in it is
 * marked as fictitious.
 */
export const trivyCache = (platform: Platform): string => platform.directory("trivy");

/**
 * Scans images before they are pushed. It includes the program that creates the database of fictitious
 * vulnerabilities.
 */
export const trivy: Component = {
  name: "trivy",
  build: {
    kind: "go",
    module: "github.com/aquasecurity/trivy",
    binaries: { trivy: "./scanner", "trivy-fixture-database": "." },
    stubs: {
      "github.com/aquasecurity/trivy": "packages",
      "github.com/open-policy-agent/opa": "module",
      "github.com/redis/go-redis/v9": "module",
    },
    variables: { "github.com/aquasecurity/trivy/pkg/version/app.ver": "0.74.0" },
    experiments: ["jsonv2"],
    expectedSeconds: 370,
  },
  units: (platform) => [
    {
      kind: "task",
      name: "trivy-database",
      run: async () => {
        const fixtures = join(componentFolder("trivy"), "fixtures.yaml");
        await execa(platform.binary("trivy", "trivy-fixture-database"), [trivyCache(platform), fixtures], {
          timeout: 30_000,
        });
      },
    },
  ],
};
