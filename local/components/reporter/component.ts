import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { repositoryRoot } from "../../build/paths.ts";
import { accountToken } from "../../forge/accounts.ts";
import { repositoryUrl } from "../../forge/repository.ts";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";

const source = join(repositoryRoot, "argocd/addons/reporter");
const environments = ["dev", "staging", "prod"];

/** Slipway's own reporter. It runs next to the cluster, with the rights of its service account on EKS. */
export const reporter: Component = {
  name: "reporter",
  units: (platform) => [
    {
      kind: "task",
      name: "reporter-access",
      after: ["argocd-install", "rollouts-install"],
      run: () => platform.apply(["-k", join(source, "manifests/access")]),
    },
    {
      kind: "process",
      name: "reporter",
      component: "reporter",
      where: "node",
      after: ["reporter-access", "forge-repository"],
      command: [
        platform.path("tools", "node"),
        ...["--max-old-space-size=96", join(source, "dist/reporter.js")],
        ...["--config", platform.path("reporter", "reporter.yaml")],
      ],
      env: {
        KUBECONFIG: platform.kubeconfig("reporter"),
        SLIPWAY_TOKEN_FILE: platform.path("accounts", "reporter.token"),
      },
      prepare: () => prepare(platform),
      address: `http://127.0.0.1:${platform.ports.reporter}/metrics`,
      ready: answers(() => platform.inside(platform.ports.reporter, "/livez")),
    },
  ],
};

async function prepare(platform: Platform): Promise<void> {
  await execa(process.execPath, ["build.ts"], { cwd: source, timeout: 60_000 });
  // Read here, so that a missing account is reported before the reporter starts.
  await accountToken(platform, "reporter");
  await writeFile(platform.path("reporter", "reporter.yaml"), stringify(configuration(platform)));
}

const configuration = (platform: Platform): object => ({
  repository: repositoryUrl(platform),
  api: `http://127.0.0.1:${platform.ports.forge}/api/v1`,
  // The local runner has no gates-check: the run of promote sets the check.
  workflows: { changed: [] },
  cluster: "main",
  environments: environments.map((name) => ({
    name,
    namespace: `shop-${name}`,
    project: `shop-${name}`,
    first: name === environments[0],
  })),
  listen: { host: "127.0.0.1", port: platform.ports.reporter },
  clone: platform.path("reporter", "clone.git"),
});
