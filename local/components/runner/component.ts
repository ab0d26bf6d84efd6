import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import { stringify } from "yaml";
import { accountToken } from "../../forge/accounts.ts";
import { jobsGroup } from "../../platform/cgroups.ts";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";

const labels = ["ubuntu-latest:host"];

/** Gitea's Actions runner. It is outside the namespaces, because jobs install packages from the registries. */
export const runner: Component = {
  name: "runner",
  build: {
    kind: "go",
    module: "gitea.com/gitea/runner",
    binaries: { "gitea-runner": "gitea.com/gitea/runner" },
    expectedSeconds: 25,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "runner",
      component: "runner",
      where: "host",
      after: ["forge-accounts", "buildkitd", "registry", "trivy-database"],
      command: [
        platform.binary("runner", "gitea-runner"),
        "--config",
        platform.path("runner", "config.yaml"),
        "daemon",
      ],
      cwd: platform.directory("runner"),
      cgroup: jobsGroup(platform.cgroup),
      prepare: () => prepare(platform),
      ready: succeeds(() => declared(platform)),
    },
  ],
};

async function prepare(platform: Platform): Promise<void> {
  const file = platform.path("runner", "config.yaml");
  await writeFile(file, stringify(configuration(platform)));
  if (existsSync(platform.path("runner", ".runner"))) return;
  const answers = [
    "--instance",
    `http://127.0.0.1:${platform.ports.forge}`,
    "--name",
    "local",
    "--labels",
    labels.join(","),
  ];
  // The runner reads values without a flag from standard input, so the token never appears in a process list.
  await execa(platform.binary("runner", "gitea-runner"), ["--config", file, "register", ...answers], {
    cwd: platform.directory("runner"),
    input: `${await accountToken(platform, "runner")}\n`,
    timeout: 60_000,
  });
}

/** The runner has no health port; it logs when the forge has accepted it. */
async function declared(platform: Platform): Promise<void> {
  const log = await readFile(platform.path("logs", "runner.log"), "utf8");
  if (!/declare successfully/i.test(log)) throw new Error("the forge has not accepted the runner yet");
}

function configuration(platform: Platform): object {
  return {
    log: { level: "info" },
    runner: {
      file: platform.path("runner", ".runner"),
      capacity: 3,
      fetch_interval: "1s",
      fetch_interval_max: "1s",
      // Gitea assigns a job, then answers. A runner that stopped waiting loses the job, which blocks its
      // concurrency group until Gitea cancels it after ten minutes. The default of 5 s is too short on a busy
      // machine.
      fetch_timeout: "2m",
      log_report_interval: "1s",
      log_report_max_latency: "500ms",
      state_report_interval: "1s",
      envs: {
        PATH: platform.toolPath(),
        BUILDKIT_HOST: platform.buildkitAddress,
        SLIPWAY_PACKAGES: platform.directory("runner", "packages"),
        SLIPWAY_OBJECTS: platform.directory("runner", "objects"),
      },
      labels,
    },
    cache: { enabled: false },
    host: { workdir_parent: platform.directory("runner", "work") },
  };
}
