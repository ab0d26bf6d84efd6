import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";

/** Subject, action, resource, object, and whether Argo CD allows it. */
const may = [
  ["platform-readers", "get", "applications", "shop-prod/prod-order", true],
  ["anybody", "get", "applications", "shop-prod/prod-order", false],
  ["role:reader", "get", "applications", "shop-prod/prod-order", true],
  ["role:reader", "sync", "applications", "shop-prod/prod-order", false],
  ["role:developer", "sync", "applications", "shop-prod/prod-order", true],
  ["role:developer", "action/argoproj.io/Rollout/abort", "applications", "shop-prod/prod-order", true],
  [
    "role:developer",
    "action/argoproj.io/Rollout/promote-full",
    "applications",
    "shop-prod/prod-order",
    false,
  ],
  ["role:developer", "update", "applications", "shop-prod/prod-order", false],
  ["role:operator", "update", "applications", "shop-prod/prod-order", true],
  ["role:operator", "delete", "applications", "shop-prod/prod-order", false],
  ["role:operator", "create", "projects", "anything", false],
  ["role:operator", "update", "clusters", "https://kubernetes.default.svc", false],
] as const;

test.for(may)("%s may %s %s %s: %s", async ([subject, action, resource, object, allowed]) => {
  await using folder = await temporaryFolder();
  const kubeconfig = join(folder.path, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(noCluster));
  const policy = join(import.meta.dirname, "argocd/rbac.yaml");
  const args = ["admin", "settings", "rbac", "can", subject, action, resource, object];
  const { stdout, stderr } = await exec("argocd", [...args, "--policy-file", policy], {
    env: { KUBECONFIG: kubeconfig },
    timeoutMs: 60_000,
    allowFailure: true,
  });
  expect(stdout.trim(), stderr).toBe(allowed ? "Yes" : "No");
});

/** The command requires a cluster, but sends it no requests. */
const noCluster = {
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "none", user: { token: "none" } }],
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  "current-context": "none",
};
