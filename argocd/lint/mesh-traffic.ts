import * as z from "zod";
import { finding } from "./rule.ts";

const named = z.looseObject({ name: z.string() });
const rollout = z.looseObject({
  kind: z.literal("Rollout"),
  spec: z.looseObject({
    strategy: z.looseObject({
      canary: z.looseObject({
        stableService: z.string(),
        trafficRouting: z.looseObject({
          istio: z.looseObject({
            virtualService: named.optional(),
            virtualServices: z.array(named).default([]),
          }),
        }),
      }),
    }),
  }),
});
const rule = z.looseObject({
  kind: z.literal("DestinationRule"),
  metadata: named,
  spec: z.looseObject({
    host: z.string(),
    trafficPolicy: z.looseObject({ outlierDetection: z.unknown().optional() }).optional(),
    subsets: z.array(z.unknown()).default([]),
  }),
});
const routes = z.looseObject({
  kind: z.literal("VirtualService"),
  metadata: named,
  spec: z.looseObject({ http: z.array(z.looseObject({ retries: z.unknown().optional() })).default([]) }),
});

type Objects = readonly Record<string, unknown>[];

/** Requirements of a canary for the routes and rules of its release, if a mesh splits the traffic. */
export function routesAndRules(where: string, all: Objects): readonly string[] {
  const canaries = parsed(rollout, all).map(({ spec }) => spec.strategy.canary);
  if (canaries.length === 0) return [];
  const stable = canaries.map(({ stableService }) => stableService);
  const moved = canaries.flatMap(({ trafficRouting: { istio } }) =>
    [...(istio.virtualService === undefined ? [] : [istio.virtualService]), ...istio.virtualServices].map(
      ({ name }) => name,
    ),
  );
  return [
    ...parsed(rule, all).flatMap((one) => hidden(where, one, stable)),
    ...parsed(routes, all).flatMap((one) =>
      moved.includes(one.metadata.name) ? frozen(where, one) : triedAgain(where, one),
    ),
    ...moved
      .filter((name) => !parsed(routes, all).some(({ metadata }) => metadata.name === name))
      .map((name) =>
        finding(where, `VirtualService/${name}, whose weights the Rollout moves, is missing`, "Put it back."),
      ),
  ];
}

/** If failing pods of a canary are excluded, only the healthy ones are judged. */
function hidden(where: string, { metadata, spec }: z.output<typeof rule>, stable: readonly string[]) {
  const isEjecting = spec.trafficPolicy?.outlierDetection !== undefined;
  return [
    ...(isEjecting && !stable.includes(spec.host)
      ? [
          finding(
            where,
            `DestinationRule/${metadata.name}: outlierDetection on ${spec.host}, which the canary's pods answer too, hides their errors from its gate`,
            `Have it on ${stable.join(", ")} alone.`,
          ),
        ]
      : []),
    ...(spec.subsets.length === 0
      ? []
      : [
          finding(
            where,
            `DestinationRule/${metadata.name}: subsets, whose labels Rollouts would write and Argo CD put back`,
            "Split by host: the stable and the canary Service.",
          ),
        ]),
  ];
}

const movable = ["name", "match", "route"];

/**
 * A sync that ignores the weights copies the whole list from the cluster: other changes in it would never be
 * applied.
 */
function frozen(where: string, { metadata, spec }: z.output<typeof routes>): readonly string[] {
  const surplus = [...new Set(spec.http.flatMap((route) => Object.keys(route)))].filter(
    (key) => !movable.includes(key),
  );
  return surplus.map((key) =>
    finding(
      where,
      `VirtualService/${metadata.name}: http[].${key} is next to weights that Rollouts changes, so a later change of it is never applied`,
      "Say it in a VirtualService that delegates to this one.",
    ),
  );
}

/** By default Istio retries twice; the client retries as well, and the load multiplies. */
function triedAgain(where: string, { metadata, spec }: z.output<typeof routes>): readonly string[] {
  return spec.http.flatMap(({ retries }, index) =>
    retries !== undefined
      ? []
      : [
          finding(
            where,
            `VirtualService/${metadata.name}: http[${index}] sets no retries, so Istio retries twice in addition to the client`,
            "Write `retries: { attempts: 0 }`, or how often and when where no client tries again.",
          ),
        ],
  );
}

function parsed<T extends z.ZodType>(schema: T, all: Objects): readonly z.output<T>[] {
  return all.flatMap((one) => {
    const { success, data } = schema.safeParse(one);
    return success ? [data] : [];
  });
}
