import { afterAll, beforeAll, expect, test } from "vitest";
import { ingress } from "../local/components/istio/ingress.ts";
import { Cluster } from "../local/demo/cluster.ts";
import { CallsReader } from "../local/live/calls/reader.ts";
import { platformSources } from "../local/live/platform.ts";
import type { Platform } from "../local/platform/platform.ts";
import { attach } from "../local/platform/up.ts";
import { waitFor } from "../local/wait/wait.ts";
import { addAsker, ask } from "./mesh/askers.ts";
import { Customers } from "./mesh/customers.ts";
import { meshPlatformName } from "./mesh/platform.setup.ts";
import { change, podsOf, reaches } from "./mesh/rollout.ts";
import { deviations, shareIn, watchWeights } from "./mesh/weights.ts";
import { caller, namespace, prepareEnvironment, release, service } from "./mesh/world.ts";

let platform: Platform;
let cluster: Cluster;
let customers: Customers;
const edge = (): string => `http://127.0.0.1:${platform.ports.shop.prod}/`;

beforeAll(async () => {
  platform = await attach(meshPlatformName);
  cluster = new Cluster(platform);
  await prepareEnvironment(platform);
  await release(platform);
  await addAsker(platform, caller, true);
  await addAsker(platform, "stranger", true);
  await addAsker(platform, "outsider", false);
  await reaches(platform, "Healthy", 240);
  customers = new Customers(edge());
});

afterAll(async () => {
  await customers?.stop();
});

test("ES-14 Pod Security `restricted` holds: sidecars come in without istio-init, which it refuses", async () => {
  const home = JSON.parse(await platform.kubectl(["get", "namespace", namespace, "-o", "json"]));
  expect(home.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
  for (const { spec } of await podsOf(platform))
    expect(spec.initContainers.map(({ name }) => name)).toEqual(["istio-validation", "istio-proxy"]);
  const withInit = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "with-init", labels: { "sidecar.istio.io/inject": "false" } },
    spec: {
      initContainers: [
        {
          name: "istio-init",
          image: "localhost/pause:1",
          securityContext: { runAsUser: 0, capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] } },
        },
      ],
      containers: [{ name: "main", image: "localhost/pause:1" }],
    },
  };
  const refused = platform.kubectl(
    ["apply", "--namespace", namespace, "--dry-run=server", "-f", "-"],
    JSON.stringify(withInit),
  );
  await expect(refused).rejects.toThrow(/violates PodSecurity "restricted.*NET_ADMIN/s);
});

test("ES-17 STRICT refuses plain text, and who is not declared as a caller gets 403", async () => {
  const url = `http://${service}`;
  // Policies come into force a moment after they are applied.
  await waitFor(
    async () => {
      const seen = await ask(platform, "stranger", url, 1);
      return seen["403"] ? { value: seen } : { seen: JSON.stringify(seen) };
    },
    { what: "the policy to be in force", seconds: 60 },
  );
  expect(await ask(platform, caller, url)).toEqual({ "200": 10 });
  expect(await ask(platform, "stranger", url)).toEqual({ "403": 10 });
  expect(await ask(platform, "outsider", url)).toEqual({ ECONNRESET: 10 });
});

test("the live board's page of calls has who calls the service, all by mutual TLS, and marks who is not declared", async () => {
  const sources = platformSources(platform);
  const reader = new CallsReader(sources);
  const known = [
    { from: caller, isDeclared: true },
    { from: "stranger", isDeclared: false },
    { from: `${ingress.name} (${ingress.namespace})`, isDeclared: true },
  ];
  try {
    const edges = await waitFor(
      async () => {
        // A rate needs a counter that moves between two scrapes.
        for (const pod of [caller, "stranger"]) await ask(platform, pod, `http://${service}`, 2);
        await reader.measure();
        const document = reader.document(new Date());
        const found = document.environments.flatMap((one) => (one.name === "prod" ? one.edges : []));
        const isMeasured = known.every(({ from }) =>
          found.some((edge) => edge.from === from && edge.to === service && edge.mtls !== "unknown"),
        );
        return isMeasured ? { value: found } : { seen: JSON.stringify(document) };
      },
      { what: "the callers among the edges of prod", seconds: 120 },
    );
    expect(edges).toEqual(
      expect.arrayContaining(
        known.map((edge) => expect.objectContaining({ ...edge, to: service, mtls: "all" })),
      ),
    );
  } finally {
    await sources.stop();
  }
});

test("Prometheus measures pods that refuse plain text, and nothing the mesh was told is refused by a proxy", async () => {
  const series = `http_server_request_duration_seconds_count{namespace="${namespace}",service="${service}"}`;
  const pods = await waitFor(
    async () => {
      const found = await cluster.query(`count(count by (pod) (rate(${series}[20s]) > 0))`);
      return found === 4 ? { value: found } : { seen: `${found} pods measured` };
    },
    { what: "all pods to be measured", seconds: 60 },
  );
  expect(pods).toBe(4);
  const { body } = await platform.inside(15014, "/metrics");
  expect(body).not.toMatch(/^pilot_total_xds_rejects\{.*\} [1-9]/m);
});

test("AG the weights of a good canary are the customers' shares at each step, and none of them gets an error", async () => {
  const before = customers.answers;
  await change(platform, { VERSION: "2" });
  const { stages, end } = await watchWeights(platform, 480);
  expect(end).toMatchObject({ phase: "Healthy" });
  const wanted = stages.filter(({ weight }) => weight > 0 && weight < 100);
  expect(wanted.map(({ weight }) => weight)).toEqual([5, 25, 50]);
  for (const stage of wanted) {
    const share = await shareIn(cluster, stage);
    process.stderr.write(
      `wanted ${stage.weight} %, actual ${(100 * share.actual).toFixed(2)} ± ${(100 * share.halfWidth).toFixed(2)} % of ${Math.round(share.requests)} requests\n`,
    );
    // The 99 % interval tells the steps apart, on a busy machine too; a share more than five deviations away is not noise.
    expect(share.halfWidth).toBeLessThan(0.1);
    expect(deviations(share, stage.weight / 100)).toBeLessThan(5);
  }
  expect(customers.errorsSince(before)).toEqual({});
});

test("a canary that is aborted leaves customers on the stable release, with its own errors alone", async () => {
  const before = customers.answers;
  await change(platform, { VERSION: "3", ERRORS: "1" });
  const { stages, end } = await watchWeights(platform, 240);
  expect(end.phase).toBe("Degraded");
  expect(stages.at(-1)?.weight).toBe(0);
  expect(stages.map(({ weight }) => weight)).not.toContain(100);
  expect(customers.errorsSince(before)).toEqual({ "500": expect.any(Number) });
  await change(platform, { VERSION: "2", ERRORS: undefined });
  await reaches(platform, "Healthy", 480);
});

test("a canary that cannot be scraped is not believed", async () => {
  // Its metrics stay on its own port, which STRICT refuses.
  await change(platform, { VERSION: "4" }, { "prometheus.istio.io/merge-metrics": "false" });
  const end = await reaches(platform, "Degraded", 480);
  expect(end.message).toMatch(/canary pods not scraped/);
});

test("no canary begins while another route is in force", async () => {
  const http = [{ route: [{ destination: { host: service, port: { number: 80 } } }] }];
  await platform.kubectl([
    ...["patch", "virtualservice", `${service}-edge`, "--namespace", namespace],
    ...["--type=merge", "--patch", JSON.stringify({ spec: { http } })],
  ]);
  const host = `${service}-stable.${namespace}.svc.cluster.local`;
  await waitFor(
    async () => {
      const routed = await cluster.query(
        `sum(rate(istio_requests_total{destination_service="${host}"}[20s]))`,
      );
      return routed === 0 ? { value: routed } : { seen: `${routed} requests a second by the canary's route` };
    },
    { what: "customers to come by the other route", seconds: 120 },
  );
  await change(platform, { VERSION: "5" });
  const { stages, end } = await watchWeights(platform, 240);
  expect(end).toMatchObject({ phase: "Degraded", message: expect.stringContaining("mesh-routes") });
  expect(new Set(stages.map(({ weight }) => weight))).toEqual(new Set([0]));
});
