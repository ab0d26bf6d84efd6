/**
 * Our own add-ons in each environment's cluster: their project admits everything that their applications
 * sync, images are pinned, and they belong to that environment only.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseConfig } from "../addons/reporter/src/config.ts";

const root = join(import.meta.dirname, "../..");
const environments = ["dev", "staging", "prod"];
const CLUSTER_WIDE = new Set([
  ...["Namespace", "ClusterRole", "ClusterRoleBinding"],
  ...["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ImageValidatingPolicy"],
]);

interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

interface Project {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly Kind[];
    readonly namespaceResourceWhitelist?: readonly Kind[];
  };
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Source {
  readonly name: string;
  readonly path: string;
  readonly namespace: string;
  readonly project: string;
}

const text = (path: string) => readFileSync(join(root, path), "utf8");
const documents = <Type>(path: string): readonly Type[] =>
  parseAllDocuments(text(path)).map((document) => document.toJS() as Type);

function projectsOf(environment: string): ReadonlyMap<string, Project> {
  const folder = `argocd/clusters/${environment}/control-plane`;
  const [reporter] = documents<Project>(`${folder}/reporter.yaml`);
  const [addons] = documents<Project>(`${folder}/addons-project.yaml`);
  return new Map(
    [reporter, addons].flatMap((one) => (one === undefined ? [] : [[one.metadata.name, one] as const])),
  );
}

function sourcesOf(environment: string): readonly Source[] {
  const folder = `argocd/clusters/${environment}/control-plane`;
  const set = parse(text(`${folder}/own-addons.yaml`)) as {
    readonly spec: {
      readonly generators: readonly [
        { readonly list: { readonly elements: readonly Omit<Source, "project">[] } },
      ];
      readonly template: { readonly spec: { readonly project: string } };
    };
  };
  const { project } = set.spec.template.spec;
  const [, application] = documents<{
    readonly spec: {
      readonly project: string;
      readonly source: { readonly path: string };
      readonly destination: { readonly namespace: string };
    };
  }>(`${folder}/reporter.yaml`);
  if (application === undefined) throw new Error(`${folder}/reporter.yaml has no application`);
  const { spec } = application;
  return [
    ...set.spec.generators[0].list.elements.map((element) => ({ ...element, project })),
    {
      name: "reporter",
      path: spec.source.path,
      namespace: spec.destination.namespace,
      project: spec.project,
    },
  ];
}

async function built(path: string): Promise<readonly Manifest[]> {
  const { stdout } = await exec("kustomize", ["build", join(root, path)]);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

/**
 * Objects that Argo CD would refuse to sync, evaluated like a project: cluster-scoped kinds by an allow list,
 * others by destination.
 */
function refused(project: Project, namespace: string, manifests: readonly Manifest[]): readonly string[] {
  const { destinations, clusterResourceWhitelist, namespaceResourceWhitelist } = project.spec;
  const listed = (list: readonly Kind[], { apiVersion, kind, metadata }: Manifest) =>
    list.some(
      (one) =>
        one.group === (apiVersion.includes("/") ? apiVersion.split("/")[0] : "") &&
        one.kind === kind &&
        (one.name ?? metadata.name) === metadata.name,
    );
  return manifests
    .filter((manifest) =>
      CLUSTER_WIDE.has(manifest.kind)
        ? !listed(clusterResourceWhitelist, manifest)
        : !destinations.some((one) => one.namespace === (manifest.metadata.namespace ?? namespace)) ||
          (namespaceResourceWhitelist !== undefined && !listed(namespaceResourceWhitelist, manifest)),
    )
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? namespace}/${metadata.name}`);
}

test.each(environments)(
  "ES-21 %s: the projects admit our own add-ons, and nothing hostile",
  async (environment) => {
    const projects = projectsOf(environment);
    const sources = sourcesOf(environment);
    expect(sources.map(({ name }) => name)).toEqual([
      "admission",
      "image-signatures",
      "observability",
      "nats",
      "reporter",
    ]);
    for (const { project: name, path, namespace } of sources) {
      const project = projects.get(name);
      if (project === undefined) throw new Error(`${path}: no project ${name}`);
      expect(refused(project, namespace, await built(path)), path).toEqual([]);
      const planted: readonly Manifest[] = [
        { apiVersion: "v1", kind: "Pod", metadata: { name: "planted", namespace: `shop-${environment}` } },
        {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "AppProject",
          metadata: { name: "wide", namespace: "argocd" },
        },
        { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "planted", namespace: "default" } },
      ];
      expect(refused(project, namespace, planted), path).toHaveLength(3);
    }
  },
);

test.each(environments)("ES-10 %s: every image of our own add-ons has a digest", async (environment) => {
  for (const { path } of sourcesOf(environment)) {
    const images = JSON.stringify(await built(path)).matchAll(/"image":"([^"]+)"/g);
    for (const [, image] of images) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  }
});

test.each(environments)(
  "ET-8 %s: broker and reporter read and report only this environment",
  async (environment) => {
    const broker = JSON.stringify(await built(`argocd/clusters/${environment}/nats`));
    const reporter = JSON.stringify(await built(`argocd/clusters/${environment}/reporter`));
    for (const other of environments.filter((one) => one !== environment))
      for (const made of [broker, reporter])
        expect(made).not.toMatch(new RegExp(`shop-${other}\\b|"slipway-${other}/`));
    const config = (await built(`argocd/clusters/${environment}/reporter`)).find(
      ({ kind }) => kind === "ConfigMap",
    ) as (Manifest & { readonly data: Readonly<Record<string, string>> }) | undefined;
    const { targets } = parseConfig(config?.data["reporter.yaml"] ?? "", "reporter.yaml");
    expect(targets.map((target) => target.environment)).toEqual([environment]);
  },
);

test.each(environments)(
  "%s: the cluster's file defines each role that an account names, with the rights that it needs",
  async (environment) => {
    const { iam } = parse(text(`eks/clusters/${environment}.yaml`)) as {
      readonly iam: {
        readonly serviceAccounts: readonly {
          readonly metadata: { readonly name: string; readonly namespace: string };
          readonly roleName: string;
          readonly attachPolicy?: { readonly Statement: readonly { readonly Resource: string }[] };
        }[];
      };
    };
    for (const [namespace, key] of [
      ["nats", `shop-${environment}/nats`],
      ["argocd", `slipway-${environment}/reporter`],
    ] as const) {
      const folder = namespace === "nats" ? "nats" : "reporter";
      const made = JSON.stringify(await built(`argocd/clusters/${environment}/${folder}`));
      const own = iam.serviceAccounts.find(({ metadata }) => metadata.namespace === namespace);
      expect(made).toContain(`:role/${own?.roleName}"`);
      expect(made).toContain(`"key":"${key}"`);
      expect(own?.attachPolicy?.Statement[0]?.Resource).toMatch(new RegExp(`:secret:${key}-\\?{6}$`));
    }
  },
);
