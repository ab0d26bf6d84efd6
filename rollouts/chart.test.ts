import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { pluginLint } from "./testing/plugin-lint.ts";
import { find, type Manifest, manifests, render, type Values } from "./testing/render.ts";

const strategies = {
  "local-standard": "local/forge/overlay/rollouts/strategies/standard.yaml",
  "local-critical": "local/forge/overlay/rollouts/strategies/critical.yaml",
  "mesh-standard": "rollouts/strategies/standard.yaml",
  "mesh-critical": "rollouts/strategies/critical.yaml",
} as const;

const values: Values = {
  yaml: `
replicas: 4
grpcPort: 9090
env: { LOG_LEVEL: info, PRODUCT_URL: "http://product" }
secrets: { DATABASE_URL: { secret: order-postgres, key: url }, NATS_URL: { secret: nats, key: url } }
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
`,
};
const autoscaled: Values = {
  yaml: `
autoscaling: { minReplicas: 3, maxReplicas: 9, cpuUtilization: 70 }
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
`,
};

const rolloutSpec = z.looseObject({
  replicas: z.int().optional(),
  strategy: z.strictObject({
    canary: z.looseObject({
      steps: z.array(z.record(z.string(), z.unknown())),
      trafficRouting: z.unknown().optional(),
    }),
  }),
  template: z.looseObject({
    spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })).length(1) }),
  }),
});

function specOf(all: readonly Manifest[], name = "order") {
  return rolloutSpec.parse(find(all, "Rollout", name).spec);
}

const renderedWith = async (...given: readonly Values[]) => manifests(await render("order", given));
const plugin = (process.env.PATH ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "kubectl-argo-rollouts")));

describe.for(Object.entries(strategies))("%s", ([name, strategy]) => {
  // Renewed by `vitest run rollouts --update`.
  test("renders the content of the golden file", async () => {
    const text = await render("order", [strategy, values]);
    await expect(text).toMatchFileSnapshot(`testdata/golden/${name}.yaml`);
  });

  test("names no namespace, no registry and no tag", async () => {
    const all = await renderedWith(strategy, values);
    expect(all.filter((one) => one.metadata.namespace !== undefined)).toEqual([]);
    expect(specOf(all).template.spec.containers[0]?.image).toBe("shop/order");
  });

  test("labels every object", async () => {
    const wanted = {
      "app.kubernetes.io/name": "order",
      "app.kubernetes.io/part-of": "shop",
      "app.kubernetes.io/managed-by": "slipway",
    };
    for (const one of await renderedWith(strategy, values)) {
      expect(one.metadata.labels, `${one.kind}/${one.metadata.name}`).toEqual(wanted);
    }
  });

  test("every weight is followed by a gate, and every pause is limited", async () => {
    const { steps } = specOf(await renderedWith(strategy, values)).strategy.canary;
    const kinds = steps.map((step) => Object.keys(step).join());
    expect(kinds.join(" ")).toMatch(/^(analysis )?(setWeight( pause)? analysis ?)+$/);
    for (const { pause } of steps.filter((step) => "pause" in step)) {
      expect(pause).toEqual({ duration: expect.stringMatching(/^\d+[sm]$/) });
    }
  });

  test.skipIf(!plugin)("passes the Rollouts plugin's lint", async () => {
    await pluginLint(await render("order", [strategy, values]));
    await pluginLint(await render("order", [strategy, autoscaled]));
  });
});

test.skipIf(!plugin)("the Rollouts plugin's lint finds an unknown field", async () => {
  const text = await render("order", [strategies["local-standard"], values]);
  const planted = text.replace("progressDeadlineAbort:", "progressDeadlineAborts:");
  await expect(pluginLint(planted)).rejects.toThrow(/progressDeadlineAborts/);
});

test("changed settings are another ConfigMap, equal settings the same", async () => {
  const name = async (yaml: string) =>
    (await renderedWith(strategies["local-standard"], values, { yaml })).find(
      (one) => one.kind === "ConfigMap",
    )?.metadata.name;
  const first = await name("{}");
  expect(await name('env: { PRODUCT_URL: "http://product", LOG_LEVEL: info }')).toBe(first);
  expect(await name("env: { LOG_LEVEL: debug }")).not.toBe(first);
  expect(first).toMatch(/^order-settings-[0-9a-f]{10}$/);
});

test("without settings there is no ConfigMap, and pods mount none", async () => {
  const all = await renderedWith(strategies["local-standard"], autoscaled);
  expect(all.map((one) => one.kind)).not.toContain("ConfigMap");
  expect(specOf(all).template.spec.containers[0]).not.toHaveProperty("envFrom");
});

test("gRPC has its own port on every Service, without TLS inside", async () => {
  const all = await renderedWith(strategies["local-critical"], values);
  const services = all.filter((one) => one.kind === "Service");
  expect(services.map((one) => one.metadata.name)).toEqual(["order", "order-stable", "order-canary"]);
  for (const { spec } of services) {
    expect(spec).toMatchObject({
      ports: [
        { name: "http", port: 80 },
        { name: "grpc", port: 9090, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
      ],
    });
  }
  const without = await renderedWith(strategies["local-critical"], autoscaled);
  expect(JSON.stringify(without)).not.toMatch(/grpc/i);
});

test("secrets are files that only the service's group reads, never environment variables", async () => {
  const all = await renderedWith(strategies["local-critical"], values);
  const { spec } = specOf(all).template;
  expect(spec).toMatchObject({
    securityContext: { fsGroup: 65532 },
    containers: [
      {
        env: expect.arrayContaining([
          { name: "DATABASE_URL_FILE", value: "/var/run/secrets/slipway/DATABASE_URL" },
          { name: "NATS_URL_FILE", value: "/var/run/secrets/slipway/NATS_URL" },
        ]),
        volumeMounts: [{ name: "secrets", mountPath: "/var/run/secrets/slipway", readOnly: true }],
      },
    ],
    volumes: [
      {
        name: "secrets",
        projected: {
          defaultMode: 0o440,
          sources: [
            { secret: { name: "order-postgres", items: [{ key: "url", path: "DATABASE_URL" }] } },
            { secret: { name: "nats", items: [{ key: "url", path: "NATS_URL" }] } },
          ],
        },
      },
    ],
  });
  expect(JSON.stringify(all)).not.toContain("secretKeyRef");
});

test("without secrets nothing is mounted", async () => {
  const { spec } = specOf(await renderedWith(strategies["local-critical"], autoscaled)).template;
  expect(spec).not.toHaveProperty("volumes");
  expect(spec.securityContext).not.toHaveProperty("fsGroup");
});

test("with an autoscaler a service keeps its pods: the number is never omitted, which Rollouts reads as 1", async () => {
  const all = await renderedWith(strategies["mesh-standard"], autoscaled);
  expect(specOf(all).replicas).toBe(3);
  expect(find(all, "HorizontalPodAutoscaler", "order").spec).toMatchObject({
    scaleTargetRef: { kind: "Rollout", name: "order" },
    minReplicas: 3,
    maxReplicas: 9,
  });
  const fixed = await renderedWith(strategies["mesh-standard"], values);
  expect(specOf(fixed).replicas).toBe(4);
  expect(fixed.map((one) => one.kind)).not.toContain("HorizontalPodAutoscaler");
});

test("routing is one value: the mesh's route, or none", async () => {
  const local = await renderedWith(strategies["local-standard"], values);
  expect(local.map((one) => one.kind)).not.toContain("VirtualService");
  expect(specOf(local).strategy.canary).not.toHaveProperty("trafficRouting");
  const mesh = await renderedWith(strategies["local-standard"], values, { yaml: "routing: istio" });
  const added = mesh.filter((one) => !local.some((other) => other.kind === one.kind));
  expect(added.every(({ apiVersion }) => apiVersion.includes("istio.io"))).toBe(true);
  expect(new Set(added.map((one) => one.kind))).toContain("VirtualService");
  expect(specOf(mesh).strategy.canary).toMatchObject({
    trafficRouting: { istio: { virtualService: { name: "order", routes: ["primary"] } } },
  });
});
