import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { repositoryRoot } from "../build/paths.ts";
import { localise } from "./localise.ts";
import { localiseForMesh } from "./mesh.ts";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");
const local = (path: string, content = read(path)): string =>
  localise(path, content, {
    repository: "http://127.0.0.1:1/a.git",
    registry: "127.0.0.1:2",
    nodeDigest: `sha256:${"a".repeat(64)}`,
  });
/** A file of this repository on a platform with the mesh. */
const adapted = (path: string, content?: string): string => localiseForMesh(path, local(path, content));
const meshed = (path: string, content?: string) => parse(adapted(path, content));

test.each([
  ["critical", [5, 25, 50]],
  ["standard", [20, 50]],
])("the local %s strategy moves the shipped weights", (tier, weights) => {
  const path = `rollouts/strategies/${tier}.yaml`;
  const weightsIn = (values: { canary: { stages: { weight: number }[] } }) =>
    values.canary.stages.map(({ weight }) => weight);
  const strategy = meshed(path, read(`local/forge/overlay/${path}`));
  expect(strategy.routing).toBe("istio");
  expect(weightsIn(strategy)).toEqual(weights);
  expect(strategy.analysis.gate.failureLimits).toMatchObject({
    "mesh-traffic-floor": 2,
    "mesh-error-ratio": 1,
  });
  expect(weightsIn(parse(read(path)))).toEqual(weights);
});

test.each([
  ["dev", 8082],
  ["staging", 8081],
  ["prod", 80],
])(
  "%s has sidecars under `restricted`, and customers reach it through a port of the gateway",
  (environment, port) => {
    const folder = `environments/${environment}/platform`;
    expect(meshed(`${folder}/namespace.yaml`).metadata.labels).toMatchObject({
      "istio-injection": "enabled",
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    const gateways = parseAllDocuments(adapted(`${folder}/mesh.yaml`))
      .map((document) => document.toJS())
      .filter(({ kind }) => kind === "Gateway");
    const servers = gateways.map(({ metadata, spec }) => [metadata.name, spec.servers[0]]);
    expect(Object.fromEntries(servers)).toMatchObject({
      "api-gateway": { hosts: ["*"], port: { number: port } },
    });
  },
);

test.each(["dev", "staging"])(
  "in %s, a service with as many pods as in prod gets two pods",
  (environment) => {
    const path = (service: string) => `environments/${environment}/${service}/kustomization.yaml`;
    const [first, ...others] = meshed(path("product")).patches;
    expect(first.target).toEqual({ kind: "Rollout", name: "product" });
    expect(parse(first.patch)).toEqual([{ op: "replace", path: "/spec/replicas", value: 2 }]);
    expect(others).toEqual(parse(local(path("product"))).patches ?? []);
    expect(adapted(path("currency"))).toBe(local(path("currency")));
  },
);

test("a service in prod keeps its own file", () => {
  const path = "environments/prod/product/kustomization.yaml";
  expect(adapted(path)).toBe(local(path));
});
