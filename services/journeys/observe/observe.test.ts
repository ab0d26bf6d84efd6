import { describe, expect, test } from "vitest";
import { percentile } from "../drive.ts";
import { declaredCalls, edgesIn, undeclared, unseen } from "./edges.ts";
import { samplesIn } from "./metrics.ts";
import type { CollectedSpan } from "./otlp.ts";
import { leaks } from "./sinks.ts";
import { treeOf, wayBetween } from "./tree.ts";

const metrics = `# HELP http_client_request_duration_seconds Duration of calls.
http_client_request_duration_seconds_bucket{le="0.1",server_address="product",http_response_status_code="OK"} 3
http_client_request_duration_seconds_count{server_address="product",http_request_method="POST",http_response_status_code="OK"} 3
http_client_request_duration_seconds_count{server_address="product",http_request_method="POST",http_response_status_code="UNAVAILABLE"} 2
http_client_request_duration_seconds_count{server_address="cart",http_request_method="GET",http_response_status_code="404"} 1
http_client_request_duration_seconds_count{server_address="ads",http_request_method="GET",http_response_status_code="200"} 0
`;

describe("edges", () => {
  test("are the calls that happened, including failed ones", () => {
    expect(edgesIn("order", samplesIn(metrics))).toEqual([
      { from: "order", to: "product", calls: 5, failed: 2 },
      { from: "order", to: "cart", calls: 1, failed: 0 },
    ]);
  });

  test("an undeclared edge is found, and an unused one", () => {
    const edges = [
      { from: "order", to: "payment", calls: 1, failed: 0 },
      { from: "ads", to: "payment", calls: 1, failed: 0 },
    ];
    expect(undeclared(edges)).toEqual([edges[1]]);
    expect(unseen(["cart"], edges)).toEqual([{ from: "cart", to: "product" }]);
    expect(declaredCalls("cart")).toEqual(["product"]);
  });
});

describe("traces", () => {
  const span = (spanId: string, parentId: string, service: string, startedNs: bigint): CollectedSpan => ({
    traceId: "t",
    spanId,
    parentId,
    service,
    name: `of ${service}`,
    kind: "server",
    startedNs,
    endedNs: startedNs + 1_000_000n,
    attributes: {},
    isError: false,
  });
  const spans = [
    span("3", "2", "order", 2_000_000n),
    span("1", "", "web", 0n),
    span("2", "1", "api-gateway", 1_000_000n),
  ];

  test("are trees in order of time", () => {
    expect(treeOf(spans).map((line) => line.replaceAll(/ +/g, " ").trim())).toEqual([
      "0.0 ms 1.0 ms web of web (server)",
      "1.0 ms 1.0 ms api-gateway of api-gateway (server)",
      "2.0 ms 1.0 ms order of order (server)",
    ]);
  });

  test("the path between two services needs every span on it", () => {
    expect(wayBetween(spans, "web", "order")).toEqual(["web", "api-gateway", "order"]);
    expect(wayBetween(spans.toSpliced(2, 1), "web", "order")).toBeUndefined();
  });
});

test("a secret is found in every place, and a card number in every notation", () => {
  const secrets = [
    { what: "card number", value: "4111111111111111" },
    { what: "password", value: "a.b*c" },
  ];
  const sinks = [
    { name: "log", text: 'paid with "4111 1111-1111 1111"' },
    { name: "table", text: "(1,a.b*c)" },
    { name: "events", text: "411111111111, axb*c" },
  ];
  expect(leaks(sinks, secrets)).toEqual([
    { what: "card number", where: "log" },
    { what: "password", where: "table" },
  ]);
});

test("a percentile is one of the values", () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([], 0.5)).toBe(0);
});
