import { createHash } from "node:crypto";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** A duration of a manifest in seconds: `3s`, `2m`, `1h`, or a number of seconds. */
const seconds = z.union([z.number(), z.string().regex(/^\d+(s|m|h)?$/)]).transform((text) => {
  const [, number = "0", unit = "s"] = /^(\d+)(\w?)$/.exec(String(text)) ?? [];
  return Number(number) * ({ s: 1, m: 60, h: 3600 }[unit || "s"] ?? 1);
});

const argumentSchema = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .object({
      fieldRef: z.object({ fieldPath: z.literal("metadata.namespace") }).optional(),
      podTemplateHashValue: z.enum(["Latest", "Stable"]).optional(),
    })
    .optional(),
});
const analysisSchema = z.object({
  templates: z.array(z.object({ templateName: z.string() })).min(1),
  args: z.array(argumentSchema).default([]),
});

/** The supported steps; other kinds are refused, so that no step is skipped silently. */
const stepSchema = z.union([
  z.strictObject({ setWeight: z.number() }),
  z.strictObject({ pause: z.object({ duration: seconds.optional() }) }),
  z.strictObject({ analysis: analysisSchema }),
]);

const metricSchema = z.object({
  name: z.string(),
  initialDelay: seconds.default(0),
  interval: seconds.default(0),
  count: z.number().optional(),
  failureLimit: z.number().default(0),
  consecutiveErrorLimit: z.number().default(4),
  successCondition: z.string(),
  provider: z.object({ prometheus: z.object({ query: z.string(), timeout: z.number().default(30) }) }),
});

const containerSchema = z.object({
  name: z.string(),
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
});

const templateSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ containers: z.array(containerSchema).min(1) }),
});

const rolloutSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    progressDeadlineSeconds: z.number().default(600),
    template: templateSchema,
    strategy: z.object({
      canary: z.object({
        steps: z.array(stepSchema).default([]),
        analysis: analysisSchema.extend({ startingStep: z.number().default(0) }).optional(),
      }),
    }),
  }),
});

export type Step = z.output<typeof stepSchema>;
export type Analysis = z.output<typeof analysisSchema>;
export type Metric = z.output<typeof metricSchema>;
export type PodTemplate = z.output<typeof templateSchema>;

/** The desired state of one service in one environment. */
export interface Wanted {
  readonly service: string;
  readonly namespace: string;
  /** The hash of the pod template, by which Argo Rollouts names a revision. */
  readonly hash: string;
  readonly releaseId: string;
  readonly image: string;
  readonly template: PodTemplate;
  /** Environment of the container, including its ConfigMaps. */
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly guard: (Analysis & { readonly startingStep: number }) | undefined;
  readonly metrics: ReadonlyMap<string, readonly Metric[]>;
  readonly deadlineSeconds: number;
}

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

/** Reads what `kustomize build` printed for one service. Throws when it has no Rollout, or an unsupported one. */
export function readManifests(text: string, where: string): Wanted {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Named);
  const ofKind = (kind: string) => objects.filter((object) => object?.kind === kind);
  const [found] = ofKind("Rollout");
  if (found === undefined) throw new Error(`${where}: kustomize printed no Rollout`);
  const { metadata, spec } = rolloutSchema.parse(found);
  const { template, strategy, progressDeadlineSeconds } = spec;
  const [container] = template.spec.containers;
  if (container === undefined) throw new Error(`${where}: the Rollout has no container`);
  const maps = new Map(ofKind("ConfigMap").map((map) => [map.metadata?.name, map]));
  const metrics = ofKind("AnalysisTemplate").map((object) => {
    const read = z.object({ spec: z.object({ metrics: z.array(metricSchema) }) }).parse(object);
    return [object.metadata?.name ?? "", read.spec.metrics] as const;
  });
  return {
    service: metadata.name,
    namespace: metadata.namespace,
    hash: hashOf(found),
    releaseId: template.metadata.annotations["slipway.dev/release-id"] ?? "",
    image: container.image,
    template,
    environment: environmentOf(container, maps),
    steps: strategy.canary.steps,
    guard: strategy.canary.analysis,
    metrics: new Map(metrics),
    deadlineSeconds: progressDeadlineSeconds,
  };
}

/** Kustomize prints keys in a fixed order, so equal templates give equal text. */
function hashOf(rollout: Named): string {
  const { spec } = z.object({ spec: z.object({ template: z.json() }) }).parse(rollout);
  return createHash("sha256").update(JSON.stringify(spec.template)).digest("hex").slice(0, 10);
}

const dataSchema = z.object({ data: z.record(z.string(), z.string()).default({}) });

function environmentOf(
  { env, envFrom }: z.output<typeof containerSchema>,
  maps: ReadonlyMap<string | undefined, Named>,
): Readonly<Record<string, string>> {
  const fromMaps = envFrom.map(({ configMapRef: { name } }) => {
    const map = maps.get(name);
    if (map === undefined) throw new Error(`the Rollout names the ConfigMap ${name}, which does not exist`);
    return dataSchema.parse(map).data;
  });
  const own = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return Object.assign({}, ...fromMaps, Object.fromEntries(own));
}
