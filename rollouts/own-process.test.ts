/** What a service says about its process: command, user, folders, probes, and the job that migrates its data. */
import { expect, test } from "vitest";
import { find, manifests, render } from "./testing/render.ts";

const values = (more: string) => ({
  yaml: `replicas: 4
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
env: { LOG_LEVEL: info }
secrets: { DATABASE_URL: { secret: order-postgres, key: url } }
network: { stores: [postgres] }
${more}`,
});

const rendered = async (more: string) =>
  manifests(await render("order", ["rollouts/strategies/standard.yaml", values(more)]));

test("command, user, writable folders, and probes that do not ask over HTTP", async () => {
  const all = await rendered(`
grpcPort: 9000
command: [/app]
args: [serve]
user: 1000
writable: [/tmp, /var/cache]
probes: { startup: { exec: [/bin/ready] }, liveness: { grpc: { service: order } }, readiness: { tcp: 9000 } }
`);
  expect(find(all, "Rollout", "order")).toMatchObject({
    spec: {
      template: {
        spec: {
          securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
          volumes: [{ name: "secrets" }, { emptyDir: {} }, { emptyDir: {} }],
          containers: [
            {
              command: ["/app"],
              args: ["serve"],
              volumeMounts: [{ name: "secrets" }, { mountPath: "/tmp" }, { mountPath: "/var/cache" }],
              startupProbe: { exec: { command: ["/bin/ready"] }, periodSeconds: 2 },
              livenessProbe: { grpc: { port: 9000, service: "order" }, periodSeconds: 10 },
              readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 2 },
            },
          ],
        },
      },
    },
  });
});

test.each([
  ["a gRPC probe without a port for gRPC", "probes: { liveness: { grpc: {} } }", /there is no grpcPort/],
  ["root", "user: 0", /at '\/user': minimum/],
  ["a folder that is none", "writable: [tmp]", /at '\/writable\/0'/],
])("refused: %s", async (_, more, words) => {
  await expect(rendered(more)).rejects.toMatchObject({ stderr: expect.stringMatching(words) });
});

test("a migration is a hook in a wave before all others that needs nothing of the release, and no Service reaches it", async () => {
  const migration = "slipway: { migration: { args: [migrate], timeoutSeconds: 60, retries: 0 } }";
  const all = await rendered(migration);
  const job = find(all, "Job", "order-migrate");
  expect(job).toMatchObject({
    metadata: {
      annotations: { "argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/sync-wave": "-2" },
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 60,
      template: {
        metadata: { labels: { "app.kubernetes.io/name": "order-migrate" }, annotations: {} },
        spec: {
          restartPolicy: "Never",
          containers: [{ image: "shop/order", args: ["migrate"], volumeMounts: [{ name: "secrets" }] }],
        },
      },
    },
  });
  const text = JSON.stringify(job);
  expect(text).toContain('{"name":"LOG_LEVEL","value":"info"}');
  expect(text).toContain('{"name":"DATABASE_URL_FILE"');
  // Settings and account of a first release come only after it.
  expect(text).not.toMatch(/configMapRef|serviceAccountName/);
  // A policy that is a hook is waited for without end when a sync is tried again.
  expect(find(all, "NetworkPolicy", "order-migrate").metadata.annotations).toEqual({
    "argocd.argoproj.io/sync-wave": "-3",
  });
  const other = await rendered(
    "slipway: { migration: { image: shop/order-migrate, timeoutSeconds: 60, retries: 0 } }",
  );
  expect(find(other, "Job", "order-migrate")).toMatchObject({
    spec: { template: { spec: { containers: [{ image: "shop/order-migrate" }] } } },
  });
  const without = await rendered("");
  expect(without.filter(({ metadata }) => metadata.name === "order-migrate")).toEqual([]);
});
