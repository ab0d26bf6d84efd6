import { treeOf } from "@slipway/testing/git/tree.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { readEnvironments, requireEnvironment } from "../../domain/environments/environments.ts";
import { type Release, releaseChanges, releaseFolder, releaseId } from "../../domain/releases/releases.ts";
import { serviceInputs } from "../../domain/services/inputs.ts";
import { isIn } from "../../domain/services/paths.ts";
import { readServices } from "../../domain/services/services.ts";
import { buildTarget, renderManifests, verifyTarget } from "./render.ts";

const PROXY = `docker.io/envoyproxy/envoy:v1.30.0@${digestOf("f")}`;

/** A typical chart of another team: with namespace, tag and registry, and a second container. */
const HELM = {
  "ledger/service.yaml": "name: ledger\nrender: {helm: {chart: ../charts/app, values: [values.yaml]}}\n",
  "ledger/values.yaml": "replicas: 3\n",
  "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
  "charts/app/values.yaml": "replicas: 1\n",
  "charts/app/templates/all.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: ledger}}
  template:
    metadata: {labels: {app: ledger}}
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/bank/ledger:latest
        - name: proxy
          image: ${PROXY}
`,
};

/** A base that leans on another folder, without pod annotations. */
const KUSTOMIZE = {
  "jobs/report/service.yaml": "name: report\nrender: {kustomize: deploy, image: acme/reporter}\n",
  "jobs/report/deploy/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../../common/job]
`,
  "common/job/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [job.yaml]
`,
  "common/job/job.yaml": `apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: acme/reporter}]}}}}
`,
};

const environment = (name: string) => ({
  "slipway.yaml": 'product: bank\nservices: ["ledger", "jobs/*"]\n',
  [`environments/${name}/environment.yaml`]: `name: ${name}
order: 1
namespace: bank-${name}
clusters: [main]
registry: registry.example.com
platformImages: [docker.io/envoyproxy/envoy]
merge: push
`,
});

const overlay = (service: string) => ({
  [`environments/test/${service}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: bank-test
resources: [release]
images: [{name: bank/${service}, newName: registry.example.com/bank/${service}}]
`,
});

const FILES = { ...environment("test"), ...HELM, ...KUSTOMIZE, ...overlay("ledger"), ...overlay("report") };

async function rendered(service: string, changes: Readonly<Record<string, string>> = {}) {
  const tree = treeOf({ ...FILES, ...changes });
  const services = (await readServices(tree)).filter(({ name }) => name === service);
  const found = (await renderManifests(tree, services)).get(service);
  if (found === undefined) throw new Error("not rendered");
  return { tree, found };
}

test.each([
  ["ledger", "Deployment"],
  ["report", "CronJob"],
])(
  "%s: a %s runs pinned, with the release's id on its pods, and nothing of an environment in its release",
  async (service, kind) => {
    const { tree, found } = await rendered(service);
    if ("fault" in found) throw found.fault;
    const { manifests } = found;
    expect(manifests).toContain(`kind: ${kind}`);
    expect(manifests).toContain(`image: bank/${service}\n`);
    expect(manifests).not.toMatch(/namespace|ghcr|latest/);
    const digest = digestOf("a");
    const image = { name: `bank/${service}`, digest };
    const id = releaseId(manifests, digest);
    const more = { version: "0.1.0", source: "1".repeat(40), strategy: "standard" };
    const release: Release = { schema: 1, service, id, image, ...more };
    const changes = releaseChanges("test", service, releaseFolder(release, manifests));
    const built = await buildTarget(tree, "test", service, { changes });
    expect(built).toContain(`registry.example.com/bank/${service}:0.1.0@${digest}`);
    expect(built).toContain(`slipway.dev/release-id: ${id}`);
    expect(built).toContain("namespace: bank-test");
    verifyTarget(built, requireEnvironment(await readEnvironments(tree), "test"), release);
  },
);

test("all rendered files are inputs: the chart and its values, and all files of the kustomization", async () => {
  const tree = treeOf(FILES);
  const [ledger, report] = await readServices(tree);
  if (ledger === undefined || report === undefined) throw new Error("missing");
  const isInput = async (service: typeof ledger, path: string) =>
    isIn(path, (await serviceInputs(tree, service)).paths);
  expect(await isInput(ledger, "charts/app/templates/all.yaml")).toBe(true);
  expect(await isInput(report, "common/job/job.yaml")).toBe(true);
  expect(await isInput(report, "charts/app/values.yaml")).toBe(false);
});

const chart = (from: string, to: string) => ({
  "charts/app/templates/all.yaml": HELM["charts/app/templates/all.yaml"].replace(from, to),
});
const appended = (text: string) => chart("apiVersion: apps/v1", `${text}---\napiVersion: apps/v1`);

test.each([
  [
    "an image that is not pinned",
    chart(`@${digestOf("f")}`, ""),
    /Deployment\/ledger: docker\.io\/envoyproxy\/envoy:v1\.30\.0 is neither the image of ledger nor pinned/,
  ],
  [
    "no container of the service",
    chart("acme/bank/ledger:latest", `acme/other@${digestOf("b")}`),
    /no container runs the image of ledger .*there are ghcr\.io\/acme\/other@.*render\.image/s,
  ],
  [
    "a secret",
    appended("apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n"),
    /Secret\/db: releases do not ship Secret/,
  ],
  [
    "its own namespace",
    chart("{{ .Release.Namespace }}", "bank-prod"),
    /Deployment\/ledger: names the namespace bank-prod/,
  ],
  [
    "the namespace in an address",
    chart("labels: {app: ledger}", 'labels: {app: ledger, at: "{{ .Release.Namespace }}"}'),
    /\.Release\.Namespace is elsewhere/,
  ],
  [
    "something else each time",
    chart("labels: {app: ledger}", 'labels: {app: ledger, at: "{{ randAlphaNum 12 }}"}'),
    /renders something else each time/,
  ],
  [
    "a job that could run once",
    appended(
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec: {template: {spec: {containers: [{name: a, image: bank/ledger}]}}}\n",
    ),
    /Job\/once: a Job's pods cannot be changed/,
  ],
  [
    "a template that helm refuses",
    chart("spec:", "spec: {{ fail `no` }}"),
    /ledger\/values\.yaml: the chart/,
  ],
])("refused with its place and the remedy: a chart with %s", async (_, changes, words) => {
  const { found } = await rendered("ledger", changes);
  expect("fault" in found ? found.fault.message : found.manifests).toMatch(words);
});

test("refused: paths that are not there or are the root, and both of two ways", async () => {
  const file = (text: string) => ({ "ledger/service.yaml": `name: ledger\nrender: ${text}\n` });
  const { found } = await rendered("ledger", file("{kustomize: gone}"));
  expect(found).toMatchObject({
    fault: { message: expect.stringContaining("ledger/gone/kustomization.yaml: not there") },
  });
  const read = (text: string) => readServices(treeOf({ ...FILES, ...file(text) }));
  await expect(read("{kustomize: ..}")).rejects.toThrow(/render\.kustomize: "\.\." is the repository's root/);
  await expect(read("{kustomize: a, helm: {chart: b}}")).rejects.toThrow(/either helm or kustomize/);
  const migrating = {
    "ledger/service.yaml": `${FILES["ledger/service.yaml"]}migration: {args: [migrate]}\n`,
  };
  await expect(readServices(treeOf({ ...FILES, ...migrating }))).rejects.toThrow(
    /migration: only Slipway's chart renders it/,
  );
  await expect(read("chart")).rejects.toThrow(/slo: missing.*ports: missing/s);
});
