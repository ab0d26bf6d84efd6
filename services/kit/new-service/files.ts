import { withNetwork } from "../network.ts";

/** The files of a new service: the smallest one that the platform builds, delivers and judges. */

export interface NewFile {
  /** Path inside the repository. */
  readonly path: string;
  readonly content: string;
}

/** Registry an environment pulls from, by the environment's name. */
export type Registries = ReadonlyMap<string, string>;

export function filesOf(name: string, registries: Registries): NewFile[] {
  const folder = `services/${name}`;
  return [
    { path: `${folder}/package.json`, content: packageJson(name) },
    { path: `${folder}/Dockerfile`, content: dockerfile },
    { path: `${folder}/service.yaml`, content: serviceYaml(name) },
    { path: `${folder}/values.yaml`, content: withNetwork(valuesYaml, { name }, []) },
    { path: `${folder}/src/main.ts`, content: main(name) },
    { path: `${folder}/src/${name}.ts`, content: definition(name) },
    { path: `${folder}/src/${name}.test.ts`, content: test(name) },
    ...[...registries].map(([environment, registry]) => ({
      path: `environments/${environment}/${name}/kustomization.yaml`,
      content: kustomization(name, environment, registry),
    })),
  ];
}

/** `gift-cards` as an identifier: `giftCards`. */
function identifier(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function packageJson(name: string): string {
  const content = {
    name: `@slipway/${name}`,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: { build: "node ../kit/build.ts", start: "node dist/main.js" },
    dependencies: { "@slipway/kit": "0.0.0" },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const dockerfile = `# The build passes the base image by digest: distroless Node on EKS.
ARG NODE_IMAGE
FROM \${NODE_IMAGE}
# Fixed file modes, because a checkout uses the umask of its user.
COPY --chmod=u=rwX,go=rX dist/ /app/
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/main.js"]
`;

function serviceYaml(name: string): string {
  return `# Metadata of this service for the platform.
name: ${name}
tier: standard
ports:
  - { name: http, port: 8080 }
# Names of the services it calls; nothing else can be reached where network policies hold. After a change: npm run network -w services/kit
calls: []
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
`;
}

const valuesYaml = `# Values of the chart rollouts/chart.
replicas: 2
port: 8080
env:
  LOG_LEVEL: info
  # Saves about 8 MB for each pod: a small young generation, and one malloc arena instead of one for each thread.
  NODE_OPTIONS: --max-semi-space-size=1 --max-old-space-size=48
  MALLOC_ARENA_MAX: "1"
  # The name of the trace collector in each environment (environments/<env>/platform/telemetry.yaml).
  OTEL_EXPORTER_OTLP_ENDPOINT: http://otel-collector:4318
  TRACE_RATIO: "0.1"
resources:
  requests: { cpu: 20m, memory: 64Mi }
  limits: { memory: 128Mi }
probes: {}
slo: { errorRatio: 0.005, p95Seconds: 0.5 }
terminationGracePeriodSeconds: 20
`;

function main(name: string): string {
  return `import { run } from "@slipway/kit/service";
import { ${identifier(name)} } from "./${name}.ts";

await run(${identifier(name)});
`;
}

function definition(name: string): string {
  return `import type { ServiceDefinition } from "@slipway/kit/service";

export const ${identifier(name)}: ServiceDefinition<Record<never, never>> = {
  name: "${name}",
  settings: {},
  setup({ app }) {
    app.get("/${name}", () => ({ service: "${name}" }));
  },
};
`;
}

function test(name: string): string {
  return `import { startService } from "@slipway/kit/testing";
import { expect, test } from "vitest";
import { ${identifier(name)} } from "./${name}.ts";

test("answers", async () => {
  const service = await startService(${identifier(name)});
  try {
    const answer = await service.app.inject("/${name}");
    expect(answer.json()).toEqual({ service: "${name}" });
  } finally {
    await service.app.close();
  }
});
`;
}

function kustomization(name: string, environment: string, registry: string): string {
  return `# Overlay of ${name} in ${environment}: edit it here. The folder release/ is generated.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop-${environment}
resources:
  - release
images:
  - name: shop/${name}
    newName: ${registry}/shop/${name}
`;
}
