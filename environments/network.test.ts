import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type Endpoint, policiesIn, reaches } from "../rollouts/policies/network-policy.ts";
import { type Manifest, repository } from "../rollouts/testing/render.ts";

import { environments, services, wholeEnvironment } from "./testing/whole.ts";

const declaration = z.looseObject({
  calls: z
    .array(z.union([z.string(), z.looseObject({ service: z.string() }).transform(({ service }) => service)]))
    .default([]),
  stores: z.array(z.string()).default([]),
  ports: z.array(z.looseObject({ port: z.int() })),
});
const declared = new Map(
  services.map((name) => {
    const file = join(repository, "services", name, "service.yaml");
    return [name, declaration.parse(parse(readFileSync(file, "utf8")))] as const;
  }),
);
const workload = z.looseObject({
  template: z.looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }) }),
});
const podAddress = "192.168.100.7";
/** Whatever port anything here listens on. */
const ports = [8080, 9090];

function pod(namespace: string, labels: Record<string, string>, more: Record<string, string> = {}): Endpoint {
  const namespaceLabels = { "kubernetes.io/metadata.name": namespace, ...more };
  return { address: podAddress, labels, namespace, namespaceLabels };
}

/** Pods of all Rollouts and Deployments, by name, as their templates label them. */
function podsIn(all: readonly Manifest[]): ReadonlyMap<string, Endpoint> {
  return new Map(
    all
      .filter(({ kind }) => kind === "Rollout" || kind === "Deployment")
      .map(({ metadata, spec }) => {
        const { labels } = workload.parse(spec).template.metadata;
        return [metadata.name, pod(metadata.namespace ?? "", labels)];
      }),
  );
}

const name = (value: string) => ({ "app.kubernetes.io/name": value });
const prometheus = pod("monitoring", name("prometheus"));
const collector = pod("monitoring", name("otel-collector"));
const dns = pod("kube-system", { "k8s-app": "kube-dns" });
const broker = pod("nats", name("nats"));
const ingress = pod("ingress", name("ingress"), { "slipway.dev/ingress": "true" });
const loadBalancer: Endpoint = { address: "192.168.33.4" };
const database: Endpoint = { address: "192.168.130.9" };
const internet: Endpoint = { address: "203.0.113.9" };
const metadataService: Endpoint = { address: "169.254.169.254" };

describe.each(environments)("%s", (environment) => {
  let all: readonly Manifest[];
  let pods: ReadonlyMap<string, Endpoint>;
  let policies: ReturnType<typeof policiesIn>;
  let strangers: readonly Endpoint[];
  beforeAll(async () => {
    all = await wholeEnvironment(environment);
    pods = podsIn(all);
    policies = policiesIn(all);
    strangers = [
      pod(`shop-${environment}`, { app: "miner" }),
      pod("elsewhere", name("api-gateway")),
      pod("elsewhere", name("prometheus")),
      pod("monitoring", name("grafana")),
    ];
  });
  const of = (service: string): Endpoint => {
    const found = pods.get(service);
    if (found === undefined) throw new Error(`There are no pods of ${service}.`);
    return found;
  };

  test("ES-16 ET-9 each declared call gets through, and no other one does", () => {
    const callers = new Map([...declared].map(([service, { calls }]) => [service, calls]));
    callers.set("load", ["api-gateway", "web"]);
    const wanted: string[] = [];
    const open: string[] = [];
    for (const from of [...services, "load"])
      for (const [to, { ports: listening }] of declared)
        for (const port of ports) {
          if (from === to) continue;
          const edge = `${from} → ${to}:${port}`;
          const isDeclared = callers.get(from)?.includes(to) && listening.some((one) => one.port === port);
          if (isDeclared) wanted.push(edge);
          if (reaches(policies, of(from), of(to), port)) open.push(edge);
        }
    expect(open).toEqual(wanted);
  });

  test("nobody else gets to a service, and a pod that no policy names gets nowhere", () => {
    for (const stranger of strangers)
      for (const service of [...services, "load"])
        for (const port of ports) expect(reaches(policies, stranger, of(service), port)).toBe(false);
    const [miner] = strangers as [Endpoint];
    for (const to of [internet, database, dns, broker, collector, metadataService, ...strangers.slice(1)])
      for (const port of [53, 80, 443, 4222, 5432, 8080])
        expect(reaches(policies, miner, to, port)).toBe(false);
  });

  test("Prometheus reads metrics where the proxy's agent has them, and nothing on another port", () => {
    const open = (service: string) =>
      [8080, 9090, 15020].filter((port) => reaches(policies, prometheus, of(service), port));
    for (const service of services) expect(open(service), service).toEqual([15020]);
    expect(open("load")).toEqual([8080, 15020]);
  });

  test("EF-2 names are resolved and traces are sent; nothing else goes out of the cluster", () => {
    for (const service of services) {
      for (const protocol of ["UDP", "TCP"] as const)
        expect(reaches(policies, of(service), dns, 53, protocol), service).toBe(true);
      expect(reaches(policies, of(service), collector, 4318), service).toBe(true);
      for (const [to, port] of [
        ...[internet, metadataService].flatMap((one) =>
          [53, 80, 443, 5432, 6379, 4222].map((at) => [one, at]),
        ),
        ...[[dns, 8080] as const, [prometheus, 9090] as const, [database, 443] as const],
      ] as readonly (readonly [Endpoint, number])[])
        expect([service, to.address, port, reaches(policies, of(service), to, port)]).toEqual([
          ...[service, to.address, port, false],
        ]);
    }
  });

  test("each service reaches the stores it declares, and no other ones", () => {
    for (const [service, { stores }] of declared) {
      const open = [
        ...(reaches(policies, of(service), database, 5432) ? ["postgres"] : []),
        ...(reaches(policies, of(service), database, 6379) ? ["redis"] : []),
        ...(reaches(policies, of(service), broker, 4222) ? ["nats"] : []),
      ];
      expect([service, open]).toEqual([
        service,
        ["postgres", "redis", "nats"].filter((one) => stores.includes(one)),
      ]);
    }
  });

  test("the edge is the gateway and the pages; from outside nothing else is reached", () => {
    for (const outside of [loadBalancer, ingress]) {
      const open = services.filter((service) => reaches(policies, outside, of(service), 8080));
      expect(open).toEqual(["api-gateway", "web"]);
    }
    expect(services.filter((service) => reaches(policies, internet, of(service), 8080))).toEqual([]);
  });

  test("ES-16 the model finds what is planted: no default deny, a policy that is gone, one that is open", () => {
    const without = (dropped: string) =>
      policiesIn(all.filter((one) => !(one.kind === "NetworkPolicy" && one.metadata.name === dropped)));
    const [miner] = strangers as [Endpoint];
    expect(reaches(without("default-deny"), miner, internet, 443)).toBe(true);
    // Without its own policy the default holds: nothing gets through at all.
    expect(reaches(without("order"), of("order"), of("payment"), 9090)).toBe(false);
    const open = all.map((one) =>
      one.kind === "NetworkPolicy" && one.metadata.name === "payment"
        ? { ...one, spec: { ...(one.spec as object), ingress: [{}] } }
        : one,
    );
    expect(reaches(policiesIn(open), of("order"), of("payment"), 8081)).toBe(true);
    expect(reaches(policies, of("order"), of("payment"), 8081)).toBe(false);
  });
});

test("releases name no environment: one policy is the same in all of them", async () => {
  const [one, other] = await Promise.all(["dev", "prod"].map((name) => wholeEnvironment(name)));
  const policy = (all: readonly Manifest[] = []) =>
    all
      .filter(({ kind, metadata }) => kind === "NetworkPolicy" && services.includes(metadata.name))
      .map(({ spec }) => spec);
  expect(policy(one)).toEqual(policy(other));
  expect(policy(one)).toHaveLength(services.length);
});
