import { expect, test } from "vitest";
import { z } from "zod";
import { find, type Manifest, manifests, render, type Values } from "./testing/render.ts";

const mesh = "rollouts/strategies/critical.yaml";
const local = "local/forge/overlay/rollouts/strategies/critical.yaml";
const service: Values = {
  yaml: `
replicas: 4
grpcPort: 9090
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
network:
  stores: [postgres, nats]
  calledBy:
    - web
    - { service: order, grpc: [shop.v1.CatalogService] }
    - { service: business, http: [{ methods: [GET], paths: [/products, "/products/*"] }] }
`,
};
const edge: Values = {
  yaml: `
replicas: 4
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.001, p95Seconds: 0.5 }
network: { edge: true, calledBy: [web] }
`,
};

const rendered = new Map<string, Promise<string>>();

/** Rendered once for equal values. */
async function renderedWith(...values: readonly Values[]): Promise<readonly Manifest[]> {
  const key = JSON.stringify(values);
  const text = rendered.get(key) ?? render("product", values);
  rendered.set(key, text);
  return manifests(await text);
}

const kindsOf = (all: readonly Manifest[]) => all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const isOfMesh = ({ apiVersion }: Manifest) => apiVersion.includes("istio.io");

const pod = z.looseObject({
  strategy: z.looseObject({
    canary: z.looseObject({ steps: z.array(z.record(z.string(), z.unknown())) }),
  }),
  template: z.looseObject({
    metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }),
    spec: z.looseObject({
      terminationGracePeriodSeconds: z.int(),
      containers: z.tuple([z.looseObject({ lifecycle: z.unknown().optional() })]),
    }),
  }),
});
const rolloutOf = (all: readonly Manifest[]) => pod.parse(find(all, "Rollout", "product").spec);

test("without the mesh there are none of its objects, and no pod annotations", async () => {
  const all = await renderedWith(local, service);
  expect(all.filter(isOfMesh)).toEqual([]);
  expect(JSON.stringify(all)).not.toMatch(/istio|15020|preStop/);
});

test("with the mesh a service brings its route, its policies and its rules, before the Rollout", async () => {
  const own = (await renderedWith(mesh, service)).filter(isOfMesh);
  expect(kindsOf(own).toSorted()).toEqual([
    "AuthorizationPolicy/product",
    "DestinationRule/product-canary",
    "DestinationRule/product-stable",
    "PeerAuthentication/product",
    "VirtualService/product",
    "VirtualService/product-mesh",
  ]);
  for (const { metadata } of own)
    expect(metadata.annotations).toEqual({ "argocd.argoproj.io/sync-wave": "-1" });
});

test("caller and allowed requests are in one rule for each caller", async () => {
  const all = await renderedWith(mesh, service);
  const from = (account: string) => [{ source: { serviceAccounts: [account] } }];
  expect(find(all, "AuthorizationPolicy", "product").spec).toEqual({
    selector: { matchLabels: { "app.kubernetes.io/name": "product" } },
    action: "ALLOW",
    rules: [
      { from: from("web"), to: [{ operation: { ports: ["8080", "9090"] } }] },
      {
        from: from("order"),
        to: [{ operation: { ports: ["9090"], methods: ["POST"], paths: ["/shop.v1.CatalogService/*"] } }],
      },
      {
        from: from("business"),
        to: [{ operation: { ports: ["8080"], methods: ["GET"], paths: ["/products", "/products/*"] } }],
      },
    ],
  });
});

test("a service without callers answers no requests", async () => {
  const all = await renderedWith(mesh, service, { yaml: "network: { calledBy: [] }" });
  expect(find(all, "AuthorizationPolicy", "product").spec).not.toHaveProperty("rules");
});

test("only stable pods are taken out when they cannot be reached: the canary's errors are the gate's to see", async () => {
  const all = await renderedWith(mesh, service);
  const policy = (suffix: string) =>
    (find(all, "DestinationRule", `product-${suffix}`).spec as { trafficPolicy: object }).trafficPolicy;
  expect(policy("stable")).toMatchObject({
    tls: { mode: "ISTIO_MUTUAL" },
    outlierDetection: { consecutiveGatewayErrors: 5, consecutive5xxErrors: 0 },
  });
  expect(policy("canary")).toMatchObject({ tls: { mode: "ISTIO_MUTUAL" } });
  expect(policy("canary")).not.toHaveProperty("outlierDetection");
  const never = await renderedWith(mesh, service, { yaml: "mesh: { ejection: null }" });
  expect(JSON.stringify(never)).not.toContain("outlierDetection");
});

test("what Rollouts writes and what git says of a route are two objects", async () => {
  const all = await renderedWith(mesh, service);
  expect(find(all, "VirtualService", "product").spec).toEqual({
    http: [
      {
        name: "primary",
        route: [
          { destination: { host: "product-stable" }, weight: 100 },
          { destination: { host: "product-canary" }, weight: 0 },
        ],
      },
    ],
  });
  expect(find(all, "VirtualService", "product-mesh").spec).toEqual({
    hosts: ["product"],
    http: [{ delegate: { name: "product" }, timeout: "15s", retries: { attempts: 0 } }],
  });
});

test("people come in through the environment's gateway, split by the same weights", async () => {
  const all = await renderedWith(mesh, edge);
  expect(find(all, "VirtualService", "product-edge").spec).toEqual({
    hosts: ["*"],
    gateways: ["product"],
    http: [{ delegate: { name: "product" }, timeout: "15s", retries: { attempts: 0 } }],
  });
  expect(find(all, "VirtualService", "product").spec).toMatchObject({
    http: [
      {
        route: [
          { destination: { host: "product-stable", port: { number: 80 } } },
          { destination: { host: "product-canary", port: { number: 80 } } },
        ],
      },
    ],
  });
  expect(find(all, "AuthorizationPolicy", "product").spec).toMatchObject({
    rules: [
      { from: [{ source: { serviceAccounts: ["web"] } }] },
      {
        from: [{ source: { serviceAccounts: ["istio-ingress/istio-ingress"] } }],
        to: [{ operation: { ports: ["8080"] } }],
      },
    ],
  });
});

test("the proxy has its own limits, starts first and leaves stores alone", async () => {
  const { annotations } = rolloutOf(await renderedWith(mesh, service)).template.metadata;
  expect(annotations).toMatchObject({
    "sidecar.istio.io/proxyCPU": "10m",
    "sidecar.istio.io/proxyMemory": "64Mi",
    "sidecar.istio.io/proxyMemoryLimit": "192Mi",
    "traffic.sidecar.istio.io/excludeOutboundPorts": "5432,4222",
    "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true\nterminationDrainDuration: 20s\n",
  });
});

test.for([
  { name: "inside the mesh", strategy: mesh, values: service, waits: 5, drains: 20 },
  { name: "behind a load balancer", strategy: mesh, values: edge, waits: 30, drains: 45 },
])(
  "a pod that ends $name first waits until others know of it",
  async ({ strategy, values, waits, drains }) => {
    const { spec, metadata } = rolloutOf(await renderedWith(strategy, values)).template;
    expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: waits } } });
    expect(spec.terminationGracePeriodSeconds).toBe(30 + waits);
    expect(metadata.annotations["proxy.istio.io/config"]).toContain(`terminationDrainDuration: ${drains}s`);
  },
);

test("a load balancer's delay holds without a mesh too, where the strategy has one", async () => {
  const values = { yaml: "drain: { loadBalancerSeconds: 12 }" };
  const { spec } = rolloutOf(await renderedWith(local, edge, values)).template;
  expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 12 } } });
  const inner = rolloutOf(await renderedWith(local, service, values)).template.spec;
  expect(inner.containers[0]).not.toHaveProperty("lifecycle");
});

test("testers see the canary by a header, from its first stage on", async () => {
  const preview = { yaml: "canary: { preview: { header: x-canary, value: always } }" };
  const all = await renderedWith(mesh, service, preview);
  const { canary } = rolloutOf(all).strategy;
  expect(canary).toMatchObject({
    trafficRouting: { managedRoutes: [{ name: "preview" }] },
    analysis: { startingStep: 4 },
  });
  expect(canary.steps.slice(1, 5).map((step) => Object.keys(step).join())).toEqual([
    ...["setWeight", "setHeaderRoute", "pause", "analysis"],
  ]);
  expect(canary.steps[2]).toEqual({
    setHeaderRoute: {
      name: "preview",
      match: [{ headerName: "x-canary", headerValue: { exact: "always" } }],
    },
  });
});
