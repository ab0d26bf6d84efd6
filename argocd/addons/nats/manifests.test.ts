import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const container = z.object({
  image: z.string().regex(/^\S+:\d+\.\d+\.\d+\S*$/, "expected a version"),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
  }),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  ...Object.fromEntries(
    ["startupProbe", "livenessProbe", "readinessProbe"].map((probe) => [
      probe,
      z.object({ httpGet: z.object({}) }),
    ]),
  ),
});

/** Required content of each kind. Two of three servers must be up, and everything here serves this. */
const wanted: Readonly<Record<string, z.ZodType>> = {
  Namespace: z.object({
    metadata: z.object({
      labels: z.object({ "pod-security.kubernetes.io/enforce": z.literal("restricted") }),
    }),
  }),
  StatefulSet: z.object({
    spec: z.object({
      replicas: z.literal(3),
      serviceName: z.literal("nats-cluster"),
      podManagementPolicy: z.literal("Parallel"),
      template: z.object({
        spec: z.object({
          automountServiceAccountToken: z.literal(false),
          securityContext: z.object({
            runAsNonRoot: z.literal(true),
            seccompProfile: z.object({ type: z.literal("RuntimeDefault") }),
          }),
          topologySpreadConstraints: z
            .array(z.object({ topologyKey: z.string(), whenUnsatisfiable: z.string() }))
            .refine(
              (all) =>
                all.some(
                  (one) =>
                    one.topologyKey === "kubernetes.io/hostname" && one.whenUnsatisfiable === "DoNotSchedule",
                ),
              "no two servers may share a node",
            ),
          containers: z.array(container).length(1),
        }),
      }),
      volumeClaimTemplates: z.array(z.unknown()).length(1),
    }),
  }),
  PodDisruptionBudget: z.object({ spec: z.object({ maxUnavailable: z.literal(1) }) }),
  NetworkPolicy: z.object({
    spec: z.object({
      podSelector: z.strictObject({}),
      policyTypes: z.tuple([z.literal("Ingress"), z.literal("Egress")]),
      ingress: z.array(z.object({ from: z.array(z.unknown()).min(1), ports: z.array(z.unknown()).min(1) })),
    }),
  }),
};

let built: string;
beforeAll(async () => {
  built = (await exec("kustomize", ["build", import.meta.dirname])).stdout;
});

function faults(text: string): readonly string[] {
  const all = parseAllDocuments(text).map((document) => document.toJS() as { kind: string });
  return Object.entries(wanted).flatMap(([kind, schema]) => {
    const found = all.filter((one) => one.kind === kind);
    if (found.length !== 1) return [`${kind}: ${found.length} of them`];
    const issues = schema.safeParse(found[0]).error?.issues ?? [];
    return issues.map(({ path, message }) => `${kind}: ${path.join(".")}: ${message}`);
  });
}

test("three servers on three nodes, of which one may be down, closed to all others", () => {
  expect(faults(built)).toEqual([]);
});

test.each([
  ["two servers", "replicas: 3", "replicas: 2", /^StatefulSet: spec\.replicas/],
  ["servers that start one after the other", "Parallel", "OrderedReady", /podManagementPolicy/],
  ["a server that may be root", "runAsNonRoot: true", "runAsNonRoot: false", /runAsNonRoot/],
  ["an image that moves", /image: nats:\S+/, "image: nats:latest", /image: expected a version/],
  ["servers on one node", "DoNotSchedule", "ScheduleAnyway", /no two servers may share a node/],
  ["a server that is never asked how it is", "livenessProbe:", "aProbe:", /livenessProbe/],
  ["two that may go at once", "maxUnavailable: 1", "maxUnavailable: 2", /^PodDisruptionBudget: spec\.max/],
  ["a policy that forgets what goes out", /\n {2}- Egress/, "", /^NetworkPolicy: spec\.policyTypes/],
  ["a namespace for privileged pods", "enforce: restricted", "enforce: baseline", /^Namespace/],
] as const)("rejected: %s", (_what, from, to, found) => {
  const planted = built.replace(from, to);
  expect(planted).not.toBe(built);
  expect(faults(planted).join("\n")).toMatch(found);
});

test("the servers are told of each other by the names that the manifests give them", () => {
  const config = readFileSync(join(import.meta.dirname, "nats.conf"), "utf8");
  const routes = [...config.matchAll(/nats:\/\/([\w-]+)\.([\w-]+):6222/g)].map(([, pod, service]) => [
    pod,
    service,
  ]);
  expect(routes).toEqual([0, 1, 2].map((index) => [`nats-${index}`, "nats-cluster"]));
  const [, most] = /max_file: (\d+)G/.exec(config) ?? [];
  const [, volume] = /storage: (\d+)Gi/.exec(built) ?? [];
  expect(Number(most)).toBeLessThan(Number(volume));
});
