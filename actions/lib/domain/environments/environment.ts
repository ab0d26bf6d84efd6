import * as z from "zod";
import {
  dnsLabel,
  duration,
  type Freeze,
  freezesSchema,
  type Gates,
  gatesSchema,
  type HotfixPolicy,
  hotfixSchema,
  type RollbackPolicy,
  rollbackSchema,
  toFreezes,
  toGates,
} from "./policy.ts";

/** How a change enters: the bot pushes, the bot merges a pull request, or people merge it. */
export type Merge = "push" | "auto" | "review";

/** How many services one pull request moves. */
export type Grouping = "service" | "environment";

export interface Environment {
  readonly name: string;
  readonly order: number;
  /** The environment whose releases come here; absent in the first. */
  readonly after?: string;
  readonly namespace: string;
  /** Names of the clusters that report to `evidence/<environment>/<cluster>`; at least one. */
  readonly clusters: readonly string[];
  /**
   * API server of the cluster, if an Argo CD in another cluster syncs it; absent if each cluster has its own
   * Argo CD.
   */
  readonly server?: string;
  /** Prefix of the images' names: `registry.example.com`. */
  readonly registry: string;
  /** Images besides a release's own that may run here, pinned by digest where they stand: names without tag and digest. */
  readonly platformImages: readonly string[];
  readonly merge: Merge;
  readonly grouping: Grouping;
  readonly evidence: { readonly maxAgeSeconds: number };
  readonly gates: Gates;
  readonly freezes: readonly Freeze[];
  /** A release that comes in now may roll out for this long: a freeze that begins meanwhile keeps it out. */
  readonly longestRolloutSeconds: number;
  readonly rollback: RollbackPolicy;
  readonly hotfix: HotfixPolicy;
}

const registry = z
  .string("expected the registry's host")
  .regex(
    /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
    "expected host[:port][/path], without scheme and final slash",
  );

const platformImage = z
  .string("expected the name of an image")
  .regex(
    /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)+$/,
    "expected registry/name, without scheme, tag and digest",
  );

/** A cluster by its name; with the address of its API server where the Argo CD that syncs it runs in another cluster. */
const cluster = z.union(
  [
    dnsLabel,
    z.strictObject({
      name: dnsLabel,
      server: z.string().regex(/^https:\/\/[a-z0-9][a-z0-9.-]*(:\d{1,5})?$/, "expected https://host[:port]"),
    }),
  ],
  "expected a name, or { name, server: https://host[:port] }",
);

/** One schema of `environments/<env>/environment.yaml`; a key is here once something reads it. */
export const environmentSchema = z.strictObject({
  name: dnsLabel.describe("name of the environment and of its folder"),
  order: z
    .int("expected a whole number")
    .positive("expected a number from 1")
    .describe("position in the promotion order; each environment has its own"),
  after: dnsLabel
    .optional()
    .describe("environment whose releases are promoted here; absent in the first one"),
  namespace: dnsLabel.describe("Kubernetes namespace"),
  clusters: z
    .array(cluster, "expected a list of cluster names")
    .min(1, "expected at least one cluster")
    .refine((all) => new Set(all.map(nameOf)).size === all.length, "each cluster may be named once")
    .refine(
      (all) => all.length === 1 || all.every((each) => typeof each === "string"),
      "expected one cluster next to a server: the next one is a separate environment, after this one",
    )
    .describe(
      "clusters that run it, each a name or `{ name, server }`; each reports to `evidence/<environment>/<cluster>`",
    ),
  registry: registry.describe("registry that the cluster pulls from: `host[:port][/path]`"),
  platformImages: z
    .array(platformImage, "expected a list of images")
    .default([])
    .describe("images that may run besides those of releases, without tag and digest"),
  merge: z
    .enum(["push", "auto", "review"], 'expected "push", "auto" or "review"')
    .describe(
      "`push`: the bot pushes (first environment only); `auto`: the bot merges its pull requests; `review`: a reviewer merges",
    ),
  grouping: z
    .enum(["service", "environment"], 'expected "service" or "environment"')
    .optional()
    .describe(
      "one pull request for each service or for the environment; default `environment` where `merge` is `auto`, else `service`",
    ),
  evidence: z
    .strictObject({ maxAge: duration.describe("age of a heartbeat after which gates close") })
    .default({ maxAge: 300 }),
  gates: gatesSchema,
  freezes: freezesSchema,
  longestRollout: duration
    .default(1800)
    .describe("a freeze that begins within this time closes the gate already"),
  rollback: rollbackSchema,
  hotfix: hotfixSchema,
});

function nameOf(each: z.output<typeof cluster>): string {
  return typeof each === "string" ? each : each.name;
}

export type EnvironmentFile = z.output<typeof environmentSchema>;

export function toEnvironment(file: EnvironmentFile): Environment {
  const { after, clusters, grouping, evidence, gates, freezes, longestRollout, ...rest } = file;
  const [first] = clusters;
  return {
    ...rest,
    clusters: clusters.map(nameOf),
    ...(typeof first === "object" ? { server: first.server } : {}),
    ...(after === undefined ? {} : { after }),
    grouping: grouping ?? (file.merge === "auto" ? "environment" : "service"),
    evidence: { maxAgeSeconds: evidence.maxAge },
    gates: toGates(gates),
    freezes: toFreezes(freezes),
    longestRolloutSeconds: longestRollout,
  };
}
