import { expect, test } from "vitest";
import { render, type Values } from "./testing/render.ts";

const strategy = "rollouts/strategies/standard.yaml";
const right = `
replicas: 4
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
`;

const refused: readonly (readonly [what: string, yaml: string, words: RegExp])[] = [
  ["a tag", "image: { tag: latest }", /additional properties 'image' not allowed/],
  ["a registry", "registry: registry.example.com", /additional properties 'registry' not allowed/],
  ["a namespace", "namespace: shop-prod", /additional properties 'namespace' not allowed/],
  ["a misspelt key", "replica: 3", /additional properties 'replica' not allowed/],
  ["a misspelt key further down", "slo: { errorRate: 0.1 }", /at '\/slo': additional properties 'errorRate'/],
  ["a setting that is no string", "env: { RATE: 0.2 }", /at '\/env\/RATE': got number, want string/],
  ["a setting the chart gives", 'env: { PORT: "80" }', /invalid propertyName 'PORT'/],
  [
    "a password in a plain setting",
    'env: { DATABASE_URL: "postgres://order:hunter2@postgres/order" }',
    /at '\/env\/DATABASE_URL': 'not' failed/,
  ],
  [
    "a secret written out",
    'secrets: { NATS_URL: "nats://shop:hunter2@nats" }',
    /at '\/secrets\/NATS_URL': got string, want object/,
  ],
  [
    "a secret without its key",
    "secrets: { NATS_URL: { secret: nats } }",
    /at '\/secrets\/NATS_URL': missing property 'key'/,
  ],
  [
    "another namespace's secret",
    "secrets: { NATS_URL: { secret: nats, key: url, namespace: shop-prod } }",
    /additional properties 'namespace' not allowed/,
  ],
  [
    "a secret's file outside its folder",
    'secrets: { "../NATS_URL": { secret: nats, key: url } }',
    /invalid propertyName '\.\.\/NATS_URL'/,
  ],
  [
    "a setting that is plain and secret",
    'env: { NATS_URL: "nats://nats" }\nsecrets: { NATS_URL: { secret: nats, key: url } }',
    /env\.NATS_URL: is set together with secrets\.NATS_URL/,
  ],
  ["one port for HTTP and gRPC", "grpcPort: 8080", /grpcPort: 8080 is the port for HTTP too/],
  ["memory without a unit", 'resources: { limits: { memory: "128" } }', /'128' does not match pattern/],
  ["a privileged port", "port: 80", /at '\/port': minimum: got 80, want 1,024/],
  ["a pause without end", "canary: { stages: [{ weight: 5, pause: {} }] }", /got object, want string/],
  ["no stages", "canary: { stages: [] }", /minItems: got 0, want 1/],
  ["another routing", "routing: nginx", /at '\/routing': value must be one of 'replicas', 'istio'/],
  ["a quantile no bucket can show", "slo: { p95Seconds: 5 }", /at '\/slo\/p95Seconds'/],
  [
    "replicas beside autoscaling",
    "autoscaling: { minReplicas: 2, maxReplicas: 4, cpuUtilization: 70 }",
    /replicas: 4 is set together with autoscaling/,
  ],
  [
    "weights that fall",
    "canary: { stages: [{ weight: 50 }, { weight: 25 }] }",
    /canary\.stages\[1\]\.weight: 25 is not above the 50 before it/,
  ],
  [
    "a share that pods cannot split",
    "{ routing: replicas, canary: { stages: [{ weight: 5 }] } }",
    /5% of 4 replicas is no whole number of pods.*\n.*multiple of 25/,
  ],
  [
    "a gate that judges nothing",
    "analysis: { gate: { count: 2, failureLimits: { error-ratio: 2 } } }",
    /failureLimits\.error-ratio: with 2 of 2 measurements allowed to fail/,
  ],
  ["an error budget that is a ceiling", "slo: { errorRatio: 0.5 }", /at '\/slo\/errorRatio': maximum/],
  ["no error budget", "slo: { errorRatio: 0 }", /at '\/slo\/errorRatio': exclusiveMinimum/],
  ["a bound that any noise passes", "analysis: { errors: { z: 0 } }", /at '\/analysis\/errors\/z': minimum/],
  [
    "saturation of all pods of the service",
    'saturation: { query: "max(nodejs_eventloop_utilization_ratio)", limit: 0.9 }',
    /at '\/saturation\/query'.*does not match pattern/,
  ],
  ["saturation without a limit", 'saturation: { query: "max(busy{$canary})" }', /missing property 'limit'/],
  [
    "a header's route where there is no mesh",
    "{ routing: replicas, canary: { stages: [{ weight: 25 }], preview: { header: x-canary, value: always } } }",
    /canary\.preview: x-canary is a header, and only a mesh routes by one/,
  ],
  [
    "an edge that serves gRPC through the gateway's port",
    "{ grpcPort: 9090, network: { edge: true } }",
    /grpcPort: 9090 is set together with network\.edge/,
  ],
  [
    "a gRPC call of a service that serves none",
    "network: { calledBy: [{ service: order, grpc: [shop.v1.CatalogService] }] }",
    /network\.calledBy: order calls gRPC services \(shop\.v1\.CatalogService\), and there is no grpcPort/,
  ],
  ["a caller by a pattern", 'network: { calledBy: ["*"] }', /at '\/network\/calledBy\/0': 'oneOf' failed/],
  [
    "a path that is no beginning of one",
    "network: { calledBy: [{ service: order, http: [{ paths: [/a/*/b] }] }] }",
    /at '\/network\/calledBy\/0\/http\/0\/paths\/0'/,
  ],
  [
    "a proxy that drains for longer than its pod lives",
    "{ terminationGracePeriodSeconds: 10 }",
    /mesh\.drainSeconds: 15 is above terminationGracePeriodSeconds, 10/,
  ],
  ["a proxy without a limit", "mesh: { proxy: { limits: null } }", /at '\/mesh\/proxy'/],
  ["a gate without a traffic floor", "analysis: { minRequestsPerSecond: 0 }", /exclusiveMinimum/],
];

const renderWith = (...values: readonly Values[]) => render("product", [strategy, ...values]);

test("right values render", async () => {
  await expect(renderWith({ yaml: right })).resolves.toContain("kind: Rollout");
});

test.for(refused)("refused: %s", { concurrent: true }, async ([, yaml, words]) => {
  await expect(renderWith({ yaml: right }, { yaml })).rejects.toMatchObject({
    stderr: expect.stringMatching(words),
  });
});

test("a share that pods cannot split is rounded where the strategy says so", async () => {
  const yaml = "{ routing: replicas, replicas: 2, canary: { stages: [{ weight: 25 }], weights: nearest } }";
  await expect(renderWith({ yaml: right }, { yaml })).resolves.toContain("setWeight: 25");
});

test("refused: neither replicas nor autoscaling", async () => {
  const rest = right.replace("replicas: 4", "");
  await expect(renderWith({ yaml: rest })).rejects.toMatchObject({
    stderr: expect.stringMatching(/replicas: missing, and autoscaling too/),
  });
});

test("refused: no strategy, and every missing key is named at once", async () => {
  await expect(render("product", [{ yaml: right }])).rejects.toMatchObject({
    stderr: expect.stringMatching(/'routing', 'analysis'\n- at '\/canary': missing property 'stages'/),
  });
});
