import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ControlPlane } from "../../local/control-plane/control-plane.ts";

const here = import.meta.dirname;
let folder: TemporaryFolder;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await temporaryFolder();
  plane = await ControlPlane.start(folder.path);
});

afterAll(async () => {
  await plane?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const bootstrap = (...args: string[]) =>
  exec(process.execPath, [join(here, "bootstrap.ts"), ...args], {
    env: { KUBECONFIG: plane.kubeconfig() },
    timeoutMs: 240_000,
    allowFailure: true,
  });

const read = async (kind: string, name: string, namespace: string, path: string): Promise<string> =>
  plane.kubectl(["get", kind, name, "-n", namespace, "-o", `jsonpath=${path}`]);

test("one command brings an empty API server to the root application, with our settings", async () => {
  const { exitCode, stdout, stderr } = await bootstrap("--environment", "prod");
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^rules of admission: \d+ .*\nargocd: \d+ .*\nrollouts: \d+ .*\nroot application: 2 /,
  );
  const prometheus = "{..env[?(@.name=='ARGO_ROLLOUTS_PROMETHEUS_ADDRESS')].value}";
  expect(await read("deployment", "argo-rollouts", "argo-rollouts", prometheus)).toMatch(/^http:\/\//);
  expect(await read("deployment", "argo-rollouts", "argo-rollouts", "{..image}")).toMatch(/:v1\.9\.1$/);
  expect(await read("configmap", "argocd-cm", "argocd", "{.data}")).toMatch(
    /"admin\.enabled":"false".*"application\.resourceTrackingMethod":"annotation".*"oidc\.config"/,
  );
  expect(await read("configmap", "argocd-cmd-params-cm", "argocd", "{.data}")).toMatch(
    /"applicationsetcontroller\.enable\.git\.submodule":"false".*"applicationsetcontroller\.enable\.new\.git\.file\.globbing":"true".*"reposerver\.enable\.git\.submodule":"false"/,
  );
  expect(await read("deployment", "argocd-repo-server", "argocd", "{..limits.memory}")).toBe("2Gi");
  expect(await read("statefulset", "argocd-redis-ha-server", "argocd", "{.spec.replicas}")).toBe("3");
  expect(await read("application", "root", "argocd", "{.spec.source.directory.include}")).toContain("prod");
});

test("an environment without its own cluster is reported, and nothing is sent", async () => {
  const { exitCode, stderr } = await bootstrap("--environment", "proud");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--environment proud: argocd/clusters/proud/root.yaml is not there.");
});
