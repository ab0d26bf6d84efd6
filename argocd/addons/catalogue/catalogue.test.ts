/** The committed add-ons of every cluster, and one planted violation for each rule. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { istio } from "../../../local/components/istio/component.ts";
import { readAddons } from "./addon.ts";
import { catalogueFindings } from "./catalogue.ts";

const root = join(import.meta.dirname, "../../..");
const files: ReadonlyMap<string, string> = new Map(
  ["argocd/addons", "argocd/clusters", "environments", "eks/clusters"].flatMap((top) =>
    (readdirSync(join(root, top), { recursive: true }) as string[])
      .filter((path) => path.endsWith(".yaml") && !/node_modules|\/release\//.test(path))
      .map((path) => [`${top}/${path}`, readFileSync(join(root, top, path), "utf8")] as const),
  ),
);

/** Findings after one change. */
function after(path: string, from: string | RegExp, to: string): string {
  const text = files.get(path) ?? "";
  expect(text).toMatch(from);
  return catalogueFindings(new Map(files).set(path, text.replace(from, to))).join("\n");
}

test("ES-23 every add-on is pinned, ordered, admitted by its project, and has the role that it needs", () => {
  expect(catalogueFindings(files)).toEqual([]);
  expect(readAddons(files).addons.length).toBeGreaterThan(10);
});

test.each([
  [
    "a version that floats",
    "istiod/addon.yaml",
    "version: 1.31.0",
    "version: latest",
    "version: expected an exact version",
  ],
  ["a range", "jaeger/addon.yaml", /version: .*/, "version: 4.x", "version: expected an exact version"],
  ["plain http", "jaeger/addon.yaml", "https://", "http://", "repository: expected an https"],
  [
    "a project that has ended",
    "jaeger/addon.yaml",
    "chart: jaeger",
    "chart: jaeger-operator",
    "jaeger-operator has ended",
  ],
  [
    "an image without a version",
    "cluster-autoscaler/values.yaml",
    "tag: v1.35.0",
    "tag: latest",
    "the tag latest is not exact",
  ],
  ["half an upgrade of Istio", "istiod/addon.yaml", "1.31.0", "1.31.1", "version 1.31.1 differs from"],
  [
    "a monitor before its kind",
    "kube-prometheus-stack/addon.yaml",
    'wave: "0"',
    'wave: "1"',
    "wave 1 uses monitoring.coreos.com, which kube-prometheus-stack brings in wave 1",
  ],
  [
    "kinds that nobody brings",
    "external-secrets/addon.yaml",
    "external-secrets.io]",
    "example.io]",
    "no add-on brings the kinds of external-secrets.io",
  ],
  ["a wave without a step", "jaeger/addon.yaml", 'wave: "1"', 'wave: "9"', "has no step for wave 9"],
  [
    "a repository that the project refuses",
    "jaeger/addon.yaml",
    "jaegertracing.github.io",
    "example.github.io",
    "sourceRepos lacks https://example.github.io",
  ],
  [
    "a namespace that the project refuses",
    "jaeger/addon.yaml",
    "namespace: monitoring",
    "namespace: tracing",
    "destinations lack tracing",
  ],
  [
    "an account without a role",
    "external-dns/values.yaml",
    "name: external-dns }",
    "name: dns }",
    "no role is given to the service account external-dns/dns",
  ],
])("ES-23 rejected: %s", (_, file, from, to, found) => {
  expect(after(`argocd/addons/${file}`, from, to)).toContain(found);
});

test("what uses the kinds of an add-on is not reported as well when the add-on's own file is wrong", () => {
  const path = "argocd/addons/external-secrets/addon.yaml";
  const changed = new Map(files).set(path, (files.get(path) ?? "").replace(/version: .*/, 'version: ">=2"'));
  expect(catalogueFindings(changed)).toEqual([expect.stringContaining(`${path}:4: version: expected`)]);
});

test("the mesh in a cluster has the version that the tests of the mesh run", () => {
  const { variables = {} } = istio.build as { readonly variables?: Readonly<Record<string, string>> };
  const [tested] = Object.values(variables);
  for (const { version } of readAddons(files).addons.filter(({ name }) => name.startsWith("istio")))
    expect(version).toBe(tested);
});

test("the autoscaler has the minor version of each cluster", () => {
  const { image } = parse(files.get("argocd/addons/cluster-autoscaler/values.yaml") ?? "") as {
    readonly image: { readonly tag: string };
  };
  for (const name of ["dev", "staging", "prod"]) {
    const { metadata } = parse(files.get(`eks/clusters/${name}.yaml`) ?? "") as {
      readonly metadata: { readonly version: string };
    };
    expect(image.tag).toMatch(new RegExp(`^v${metadata.version.replace(".", "\\.")}\\.`));
  }
});

test("names that other files use are those that the charts get", () => {
  const named = (addon: string) =>
    (parse(files.get(`argocd/addons/${addon}/values.yaml`) ?? "") as { readonly fullnameOverride?: string })
      .fullnameOverride;
  const rollouts = readFileSync(join(root, "argocd/bootstrap/rollouts/controller.yaml"), "utf8");
  expect(rollouts).toContain(`http://${named("kube-prometheus-stack")}-prometheus.monitoring.svc:9090`);
  expect(files.get("environments/prod/platform/telemetry.yaml")).toContain(
    `${named("otel-collector")}.monitoring.`,
  );
  expect(files.get("argocd/addons/otel-collector/values.yaml")).toContain(
    `${named("jaeger")}.monitoring.svc:4317`,
  );
});

test.each(["dev", "staging", "prod"])(
  "%s: the gateway's certificate and DNS names cover every host of its Gateways",
  (name) => {
    const hosts = [
      ...(files.get(`environments/${name}/platform/mesh.yaml`) ?? "").matchAll(/hosts: \[(.*)\]/g),
    ].map(([, host]) => host);
    expect(hosts.length).toBe(2);
    const values = files.get(`argocd/addons/istio-ingress/values-${name}.yaml`) ?? "";
    const [, names = ""] = /hostname: (.*)/.exec(values) ?? [];
    expect(names.split(",").sort()).toEqual(hosts.sort());
    const { Resources } = parse(readFileSync(join(root, `eks/stacks/environment-${name}.yaml`), "utf8")) as {
      readonly Resources: {
        readonly Certificate: {
          readonly Properties: {
            readonly DomainName: string;
            readonly SubjectAlternativeNames: readonly string[];
          };
        };
      };
    };
    const { DomainName, SubjectAlternativeNames } = Resources.Certificate.Properties;
    const covered = [DomainName, ...SubjectAlternativeNames.map((one) => one.replace("*", "[^.]+"))];
    for (const host of hosts)
      expect(covered.some((one) => new RegExp(`^${one}$`).test(host ?? ""))).toBe(true);
  },
);
