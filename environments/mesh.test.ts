import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { callFindings, type Others } from "../rollouts/policies/calls.ts";
import { type Caller, mayCall } from "../rollouts/policies/may-call.ts";
import { podsOf } from "../rollouts/policies/pods.ts";
import { find, type Manifest, repository } from "../rollouts/testing/render.ts";
import { plus, quantity, resourcesOf } from "./testing/resources.ts";
import { environments, services, wholeEnvironment } from "./testing/whole.ts";

const podAddress = "192.168.100.7";
const edges = ["api-gateway", "web"];
let declared: readonly Service[];
beforeAll(async () => {
  const paths = services.map((name) => `services/${name}/service.yaml`);
  const files = paths.map((path) => [path, readFileSync(join(repository, path), "utf8")] as const);
  declared = await readServices(treeOf(Object.fromEntries(files)));
});

function podIn(namespace: string, app: string, account: string | undefined, more: object = {}): Caller {
  return {
    address: podAddress,
    namespace,
    labels: { "app.kubernetes.io/name": app },
    namespaceLabels: { "kubernetes.io/metadata.name": namespace, ...more },
    identity: account === undefined ? undefined : { namespace, serviceAccount: account },
  };
}

const ingress = podIn("istio-ingress", "istio-ingress", "istio-ingress", { "slipway.dev/ingress": "true" });
const prometheus = podIn("monitoring", "prometheus", undefined);
const ask = { port: 8080, method: "GET", path: "/" };

describe.each(environments)("%s", (environment) => {
  const namespace = `shop-${environment}`;
  let all: readonly Manifest[];
  let pods: ReadonlyMap<string, Caller>;
  let others: Others;
  beforeAll(async () => {
    all = await wholeEnvironment(environment);
    pods = podsOf(all, podAddress);
    others = new Map([
      ["load", { pod: of("load"), calls: edges }],
      ["the ingress gateway", { pod: ingress, calls: edges }],
    ]);
  });
  const of = (service: string): Caller => {
    const pod = pods.get(service);
    if (pod === undefined) throw new Error(`There are no pods of ${service}.`);
    return pod;
  };
  const found = (objects: readonly Manifest[]) => callFindings(declared, objects, pods, others);
  /** As the environment is, and one object otherwise. */
  const changed = (kind: string, name: string, spec: object | undefined) =>
    all.flatMap((one) => {
      if (one.kind !== kind || one.metadata.name !== name) return [one];
      return spec === undefined ? [] : [{ ...one, spec }];
    });

  test("ES-17 ET-9 each declared call is answered, and no other one is: all services, the load and the gateway", () => {
    expect(declared).toHaveLength(14);
    expect(found(all)).toEqual([]);
  });

  test("ES-17 nobody else is let in: strangers, plain text, another's account", () => {
    for (const { name, ports } of declared) {
      const callers = declared.filter(({ calls }) => calls.some(({ service }) => service === name));
      const refused: readonly (readonly [string, Caller])[] = [
        ["a stranger here", podIn(namespace, "miner", "default")],
        ["a stranger elsewhere", podIn("elsewhere", "miner", "miner")],
        ["a namesake elsewhere", podIn("elsewhere", "api-gateway", "api-gateway")],
        ["itself without a proxy", { ...of(name), identity: undefined }],
        ["Prometheus at the service's own port", prometheus],
        ...callers.map((caller) => ["plain text", { ...of(caller.name), identity: undefined }] as const),
        ...callers.map(
          (caller) =>
            ["another's account", podIn(namespace, caller.name, name === "ads" ? "user" : "ads")] as const,
        ),
      ];
      for (const [who, caller] of refused)
        for (const { port } of ports)
          expect([name, who, mayCall(all, caller, of(name), { ...ask, port })]).toEqual([
            ...[name, who, expect.not.stringMatching("allowed")],
          ]);
    }
  });

  test("what refuses is the layer that knows: the network, the certificate, or its name", () => {
    const payment = of("payment");
    const grpc = { port: 9090, method: "POST", path: "/shop.v1.PaymentService/Capture" };
    const plain = { ...of("order"), identity: undefined };
    const other = { ...of("order"), identity: { namespace, serviceAccount: "ads" } };
    expect(mayCall(all, of("order"), payment, grpc)).toBe("allowed");
    expect(mayCall(all, of("order"), payment, { ...grpc, path: "/shop.v1.Other/Capture" })).toBe(
      "AuthorizationPolicy",
    );
    expect(mayCall(all, of("ads"), payment, grpc)).toBe("NetworkPolicy");
    expect(mayCall(all, plain, payment, grpc)).toBe("PeerAuthentication");
    expect(mayCall(all, other, payment, grpc)).toBe("AuthorizationPolicy");
  });

  test("Prometheus reads the figures of proxy and service without TLS, of the load too", () => {
    for (const pod of [...declared.map(({ name }) => name), "load"])
      expect([pod, mayCall(all, prometheus, of(pod), { ...ask, port: 15020 })]).toEqual([pod, "allowed"]);
  });

  test.each([
    ["a caller nobody declared", "AuthorizationPolicy", "ads", { rules: [{}] }, /^web → ads:8080 .* is not/],
    [
      "EF-1 from and to in two rules",
      "AuthorizationPolicy",
      "payment",
      {
        selector: { matchLabels: { "app.kubernetes.io/name": "payment" } },
        rules: [
          { from: [{ source: { serviceAccounts: ["order"] } }] },
          { to: [{ operation: { ports: ["9090"], methods: ["POST"] } }] },
        ],
      },
      /^order → payment:9090 POST \/undeclared\.v1\.Service\/Method: is not declared, and allowed/,
    ],
    [
      "no policy of its own",
      "AuthorizationPolicy",
      "product",
      undefined,
      /^cart → product:9090 .* refused by A/,
    ],
    [
      "a policy for other pods",
      "AuthorizationPolicy",
      "product",
      {
        selector: { matchLabels: { app: "product" } },
        rules: [{ from: [{ source: { serviceAccounts: ["cart"] } }] }],
      },
      /^cart → product:9090 .* refused by AuthorizationPolicy/,
    ],
    [
      "a network that is closed",
      "NetworkPolicy",
      "product",
      undefined,
      /^cart → product:9090 .* by NetworkPolicy/,
    ],
  ])("found: %s", (_, kind, name, spec, words) => {
    // What the network lets through is the proxies' to judge.
    const planted = changed(kind, name, spec).filter(
      (one) => kind === "NetworkPolicy" || one.kind !== "NetworkPolicy",
    );
    expect(found(planted)).toContainEqual(expect.stringMatching(words));
  });

  test("found: a call that is declared and has no policy yet", () => {
    const more = declared.map((one) =>
      one.name === "ads" ? { ...one, calls: [{ service: "payment" }] } : one,
    );
    expect(callFindings(more, all, pods, others)).toContainEqual(
      expect.stringMatching(
        /^ads → payment:8080 GET \/undeclared: is declared, and refused by NetworkPolicy/,
      ),
    );
  });

  test("ES-20 EF-21 pods and their proxies fit the quota while every service has a canary of its full size", () => {
    const asked = all.flatMap((one) => resourcesOf(one, all)).reduce(plus);
    const { hard } = z
      .looseObject({ hard: z.record(z.string(), z.string()) })
      .parse(find(all, "ResourceQuota", "environment").spec);
    for (const [resource, amount] of Object.entries(asked))
      expect(amount, resource).toBeLessThanOrEqual(quantity(hard[resource] ?? ""));
  });

  test("ES-17 without the environment's own policies plain text and strangers' pods would be let in", () => {
    const strayed = podIn(namespace, "stray", "stray");
    const without = (...names: readonly string[]) =>
      all.filter(({ kind, metadata }) => kind !== "NetworkPolicy" && !names.includes(metadata.name));
    const plain = { ...of("ads"), identity: undefined };
    expect(mayCall(without(), plain, strayed, ask)).toBe("PeerAuthentication");
    expect(mayCall(without("default"), plain, strayed, ask)).toBe("AuthorizationPolicy");
    expect(mayCall(without(), of("ads"), strayed, ask)).toBe("AuthorizationPolicy");
    expect(mayCall(without("allow-nothing"), of("ads"), strayed, ask)).toBe("allowed");
  });
});
