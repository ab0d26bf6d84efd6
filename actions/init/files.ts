/** The files of a set-up repository: its own, and copies of Slipway's with its names. */
import { posix } from "node:path";
import { type Config, DEFAULTS, imageName, projectName } from "@slipway/lib/domain/config/config.ts";
import { stringify } from "yaml";
import type { Answers } from "./answers.ts";
import { type Found, patternsOf } from "./look.ts";

export type Files = ReadonlyMap<string, string>;

/** Everything, whether or not it is there already. `models` are Slipway's own files by path. */
export function plannedFiles(
  request: Answers,
  services: readonly Found[],
  models: Files,
  own: Config,
): Files {
  const config: Config = { ...DEFAULTS, product: request.product, repository: request.repository };
  const first = request.environments[0] ?? DEFAULTS.firstEnvironment;
  return new Map([
    ["slipway.yaml", configFile(request, services, first)],
    ...services.flatMap((service) => serviceFiles(service)),
    ...request.environments.flatMap((name, index) =>
      environmentFiles(request, config, services, name, index),
    ),
    ...copies(request.environments, models, own, config),
    ...(request.owners === undefined
      ? []
      : [[".github/CODEOWNERS", codeOwners(first, request.owners)] as const]),
  ]);
}

function configFile({ product, repository }: Answers, services: readonly Found[], first: string): string {
  const folders = services.length === 0 ? DEFAULTS.services : patternsOf(services);
  const keys = { product, repository, services: folders, firstEnvironment: first };
  return `# What is this repository's own, for Slipway; every key is optional.\n${stringify(keys)}`;
}

function serviceFiles({ name, folder, context, port, own }: Found): readonly (readonly [string, string])[] {
  const build = context === undefined ? {} : { build: { context } };
  if (own !== undefined) {
    return [[posix.join(folder, "service.yaml"), stringify({ name, render: own, ...build })]];
  }
  const service = {
    ...{ name, tier: "standard", ports: [{ name: "http", port }], calls: [] },
    slo: { errorRatio: 0.01, p95Seconds: 0.5 },
    ...build,
  };
  const values = {
    ...{ replicas: 2, port, env: {} },
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    ...{ probes: {}, slo: service.slo, terminationGracePeriodSeconds: 30 },
  };
  return [
    [posix.join(folder, "service.yaml"), stringify(service)],
    [
      posix.join(folder, "values.yaml"),
      `# Values of the chart; its values.schema.json lists them all.\n${stringify(values)}`,
    ],
  ];
}

const KUSTOMIZATION = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };

function environmentFiles(
  { registry, environments }: Answers,
  config: Config,
  services: readonly Found[],
  name: string,
  index: number,
): readonly (readonly [string, string])[] {
  const namespace = `${config.product}-${name}`;
  const after = environments[index - 1];
  const isLast = index === environments.length - 1;
  const environment = {
    ...{ name, order: index + 1 },
    ...(after === undefined ? {} : { after }),
    ...{ namespace, clusters: ["main"], registry },
    merge: after === undefined ? "push" : isLast ? "review" : "auto",
    ...(after === undefined ? {} : { gates: isLast ? { soak: "30m", approvals: 1 } : { soak: "10m" } }),
  };
  const overlay = ({ name: service }: Found) => {
    const image = imageName(config, service);
    const images = [{ name: image, newName: `${registry}/${image}` }];
    return stringify({ ...KUSTOMIZATION, namespace, resources: ["release"], images });
  };
  return [
    [`environments/${name}/environment.yaml`, stringify(environment)],
    [
      `environments/${name}/platform/kustomization.yaml`,
      stringify({ ...KUSTOMIZATION, namespace, resources: ["namespace.yaml"] }),
    ],
    [`environments/${name}/platform/namespace.yaml`, stringify(namespaceOf(name, namespace))],
    ...services.map(
      (service) => [`environments/${name}/${service.name}/kustomization.yaml`, overlay(service)] as const,
    ),
  ];
}

function namespaceOf(environment: string, name: string): object {
  const level = (mode: string) => [`pod-security.kubernetes.io/${mode}`, "restricted"];
  return {
    ...{ apiVersion: "v1", kind: "Namespace" },
    metadata: {
      name,
      labels: {
        "slipway.dev/environment": environment,
        ...Object.fromEntries(["enforce", "warn", "audit"].map(level)),
      },
      annotations: { "argocd.argoproj.io/sync-options": "Prune=confirm,Delete=confirm" },
    },
  };
}

function codeOwners(first: string, owners: string): string {
  return `# Everything has an owner, but the release folders of ${first}: bump pushes there.\n* ${owners}\n/environments/${first}/*/release/\n`;
}

/** Slipway's own files: the chart as it is, Argo CD's with the names and environments of this repository. */
function copies(
  environments: readonly string[],
  models: Files,
  own: Config,
  config: Config,
): readonly (readonly [string, string])[] {
  const { firstEnvironment: first } = own;
  const others = new RegExp(`(?<![\\w.-])(?:${projectName(own, "")})?(?:staging|prod)(?![\\w-])`);
  const named = (text: string, environment: string) =>
    text
      .replaceAll(projectName(own, first), projectName(config, environment))
      .replace(new RegExp(`(?<!slipway\\.)\\b${first}\\b(?!/[a-z]+:)`, "g"), environment);
  const isOfFirst = (text: string) => named(text, "\0").includes("\0");
  return [...models].flatMap(([path, text]) => {
    if (!path.startsWith("argocd/")) return [[path, text] as const];
    if (others.test(path.replaceAll(".yaml", ""))) return [];
    const addressed = text
      .replaceAll(own.repository ?? "", config.repository ?? "")
      .replaceAll(`of the ${own.product} `, "");
    if (isOfFirst(path)) {
      return environments.map((name) => [named(path, name), named(addressed, name)] as const);
    }
    const lines = addressed.split("\n").flatMap((line) => {
      if (line.trimStart().startsWith("#")) return [line];
      if (others.test(line.replaceAll(".yaml", ""))) return [];
      return isOfFirst(line) ? environments.map((name) => named(line, name)) : [line];
    });
    return [[path, lines.join("\n")] as const];
  });
}
