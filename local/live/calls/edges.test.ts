import { expect, test } from "vitest";
import { edgesOf } from "./edges.ts";
import type { Labels } from "./requests.ts";

const none: Labels = {
  reporter: "destination",
  source_workload: "order",
  source_workload_namespace: "shop-prod",
  source_principal: "spiffe://cluster.local/ns/shop-prod/sa/order",
  destination_workload: "payment",
  destination_workload_namespace: "shop-prod",
  destination_service: "payment.shop-prod.svc.cluster.local",
  response_code: "200",
  grpc_response_status: "",
  connection_security_policy: "mutual_tls",
};
const sample = (value: number, labels: Partial<Labels> = {}) => ({ labels: { ...none, ...labels }, value });
const bySource = { reporter: "source", connection_security_policy: "unknown" };
const edges = (...rates: readonly ReturnType<typeof sample>[]) => edgesOf({ rates, durations: [] });

test("series with Istio's own labels on both sides are one edge, counted by the caller's proxy", () => {
  expect(edges(sample(4), sample(3, bySource), sample(1, { ...bySource, response_code: "503" }))).toEqual([
    {
      from: { namespace: "shop-prod", name: "order" },
      accounts: Array(3).fill({ namespace: "shop-prod", name: "order" }),
      to: { namespace: "shop-prod", name: "payment" },
      requestsPerSecond: 4,
      errorRatio: 0.25,
      p95Seconds: null,
      mtls: "all",
    },
  ]);
});

test.for<[string, readonly ReturnType<typeof sample>[], string]>([
  ["all by mutual TLS", [sample(1)], "all"],
  ["none by mutual TLS", [sample(1, { connection_security_policy: "none" })], "none"],
  ["one of two", [sample(1), sample(1, { connection_security_policy: "none" })], "some"],
  ["the answering proxy does not say", [sample(1), sample(1, { connection_security_policy: "" })], "unknown"],
  ["only the caller's proxy counted", [sample(1, bySource)], "unknown"],
  [
    "an old connection in plain text that is idle",
    [sample(1), sample(0, { connection_security_policy: "none" })],
    "all",
  ],
])("mTLS: %s", ([, rates, mtls]) => {
  expect(edges(...rates).map((edge) => edge.mtls)).toEqual([mtls]);
});

test.for([
  ["200", 0],
  ["403", 0],
  ["500", 1],
  ["503", 1],
  ["0", 1],
  ["-", 1],
  ["", 1],
] as const)("an answer %j has the error share %i", ([response_code, share]) => {
  expect(edges(sample(2, { response_code })).map(({ errorRatio }) => errorRatio)).toEqual([share]);
});

test.for([
  ["0", 0],
  ["5", 0],
  ["14", 1],
] as const)("gRPC status %s in a 200 answer has the error share %i", ([grpc_response_status, share]) => {
  expect(edges(sample(2, { grpc_response_status })).map(({ errorRatio }) => errorRatio)).toEqual([share]);
});

test("without requests there is no error share and no latency, and not NaN", () => {
  const { rates, durations } = { rates: [sample(0)], durations: [sample(Number.NaN)] };
  expect(edgesOf({ rates, durations })).toMatchObject([
    { requestsPerSecond: 0, errorRatio: 0, p95Seconds: null },
  ]);
});

test.for<[string, Partial<Labels>, string]>([
  ["a host outside the cluster", { destination_service: "api.example.com" }, "api.example.com"],
  ["a canary's host", { destination_service: "payment-canary.shop-prod.svc.cluster.local" }, "payment"],
  ["nothing", { destination_service: "" }, "unknown"],
])("called by %s", ([, labels, name]) => {
  const [edge] = edges(sample(1, { ...bySource, destination_workload: "unknown", ...labels }));
  expect(edge?.to.name).toBe(name);
});

test("a caller in plain text that no proxy names is unknown", () => {
  const [edge] = edges(sample(1, { source_workload: "unknown", source_principal: "unknown" }));
  expect(edge?.from).toEqual({ namespace: "", name: "unknown" });
});
