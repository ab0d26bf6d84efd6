/** A whole small shop as files: chart, strategies, environments and services, for tests of verbs. */
import {
  type Release,
  releaseFolder,
  releaseId,
  releasePath,
} from "@slipway/lib/domain/releases/releases.ts";

type TextFiles = Readonly<Record<string, string>>;

const CHART: TextFiles = {
  "rollouts/chart/Chart.yaml": "apiVersion: v2\nname: service\nversion: 0.0.0\n",
  "rollouts/chart/values.schema.json": JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    properties: {
      replicas: { type: "integer", minimum: 1 },
      env: { type: "object", additionalProperties: { type: "string" } },
      steps: { type: "array" },
    },
  }),
  "rollouts/chart/templates/rollout.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: {{ .Release.Name }}
  labels: {app.kubernetes.io/name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app.kubernetes.io/name: {{ .Release.Name }}}
  strategy:
    canary:
      steps: {{ toJson .Values.steps }}
  template:
    metadata:
      labels: {app.kubernetes.io/name: {{ .Release.Name }}}
      annotations: {prometheus.io/scrape: "true"}
    spec:
      containers:
        - name: service
          image: shop/{{ .Release.Name }}
          env: {{ range $name, $value := .Values.env }}
            - {name: {{ $name }}, value: {{ quote $value }}}
          {{- end }}
`,
  "rollouts/strategies/standard.yaml": "steps: [{setWeight: 50}]\n",
  "rollouts/strategies/critical.yaml": "steps: [{setWeight: 5}, {setWeight: 50}]\n",
};

const ENVIRONMENTS: TextFiles = {
  "environments/dev/environment.yaml": environment("dev", 1, ""),
  "environments/staging/environment.yaml": environment("staging", 2, "after: dev\n"),
  "environments/prod/environment.yaml": environment("prod", 3, "after: staging\n"),
};

function environment(name: string, order: number, after: string): string {
  return `name: ${name}
order: ${order}
${after}namespace: shop-${name}
clusters: [main]
registry: registry.example.com
merge: ${order === 1 ? "push" : "review"}
evidence: {maxAge: 5m}
`;
}

/** One service's folder in `services/`. */
export function serviceFiles(name: string, values = "replicas: 2\nenv: {LOG_LEVEL: info}\n"): TextFiles {
  return {
    [`services/${name}/service.yaml`]: `name: ${name}
tier: standard
ports: [{name: http, port: 8080}]
calls: []
slo: {errorRatio: 0.05, p95Seconds: 0.5}
`,
    [`services/${name}/values.yaml`]: values,
    [`services/${name}/package.json`]: JSON.stringify({
      name: `@shop/${name}`,
      dependencies: { "@shop/kit": "0.0.0" },
    }),
    [`services/${name}/src/main.ts`]: `export const name = "${name}";\n`,
  };
}

/** The overlay of a service in an environment; `more` is appended to it. */
export function overlayFiles(environmentName: string, service: string, more = ""): TextFiles {
  return {
    [`environments/${environmentName}/${service}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop-${environmentName}
resources:
  - release
images:
  - name: shop/${service}
    newName: registry.example.com/shop/${service}
${more}`,
  };
}

/** Everything but releases, for the named services in dev, staging and prod. */
export function shopFiles(services: readonly string[]): TextFiles {
  return {
    ...CHART,
    ...ENVIRONMENTS,
    "services/kit/package.json": JSON.stringify({ name: "@shop/kit" }),
    "services/kit/src/kit.ts": "export {};\n",
    ...Object.assign({}, ...services.map((name) => serviceFiles(name))),
    ...Object.assign(
      {},
      ...services.flatMap((name) => ["dev", "staging", "prod"].map((each) => overlayFiles(each, name))),
    ),
  };
}

/** A digest that is distinguished by its one letter: `digestOf("a")`. */
export function digestOf(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

/** A release made without helm, for tests that only move it; `manifests` defaults to a Rollout of the service. */
export function releaseOf(
  service: string,
  changes: Partial<Pick<Release, "version" | "source">> & { digest?: string; manifests?: string } = {},
): { readonly release: Release; readonly manifests: string } {
  const { digest = digestOf("a"), manifests = rolloutOf(service), ...rest } = changes;
  const release: Release = {
    schema: 1,
    service,
    id: releaseId(manifests, digest),
    version: "0.1.0",
    image: { name: `shop/${service}`, digest },
    source: "1".repeat(40),
    strategy: "standard",
    ...rest,
  };
  return { release, manifests };
}

/** The release folder as files of the repository. */
export function releaseFiles(
  environmentName: string,
  { release, manifests }: { readonly release: Release; readonly manifests: string },
): TextFiles {
  const folder = releasePath(environmentName, release.service);
  return Object.fromEntries(
    [...releaseFolder(release, manifests)].map(([name, content]) => [`${folder}/${name}`, content]),
  );
}

function rolloutOf(service: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${service}
spec:
  template:
    metadata:
      annotations: {prometheus.io/scrape: "true"}
    spec:
      containers:
        - name: service
          image: shop/${service}
`;
}
