/** The schema of service.yaml. */
import * as z from "zod";
import { dataSchema } from "../releases/data-schema.ts";
import { dependsOn } from "../releases/depends-on.ts";
import { buildSchema, furtherSchema } from "./build-settings.ts";
import { refuseCostly } from "./globs.ts";
import { renderSchema } from "./rendering.ts";

/** Folders in each environment that do not belong to a service. */
const RESERVED = ["platform", "holds"];

const name = z
  .string("expected a name")
  // 52 characters: the longest object a service names is `<service>-canary`, and Kubernetes allows 63.
  .regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");

const serviceName = name.refine(
  (each) => !RESERVED.includes(each),
  `${RESERVED.join(" and ")} are folders of each environment; choose another name`,
);

const operation = z
  .strictObject({
    methods: z
      .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], "expected an HTTP method"))
      .min(1, "expected at least one method")
      .optional()
      .describe("HTTP methods it uses; all of them when left out"),
    paths: z
      .array(z.string().regex(/^\/[^*?#\s]*\*?$/, "expected a path, or a beginning of one that ends in *"))
      .min(1, "expected at least one path")
      .optional()
      .describe("paths it asks for, each whole or a beginning that ends in `*`; all of them when left out"),
  })
  .refine(({ methods, paths }) => methods !== undefined || paths !== undefined, "expected methods or paths");

/** A name alone is short for `{ service: name }`. */
const call = z.preprocess(
  (entry) => (typeof entry === "string" ? { service: entry } : entry),
  z.strictObject(
    {
      service: name.describe(
        "service it calls; a name alone may stand for the entry. Network and mesh policies are generated from it",
      ),
      http: z.array(operation).min(1, "expected at least one operation").optional(),
      grpc: z
        .array(
          z
            .string()
            .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/, "expected a service such as bank.v1.PaymentService"),
        )
        .min(1, "expected at least one gRPC service")
        .optional()
        .describe(
          "gRPC services it calls, with their package; without `http` and `grpc` it may ask for anything",
        ),
    },
    "expected the name of a service, or { service, http, grpc }",
  ),
);

const events = z
  .array(z.string().regex(/^[a-z]+(\.[a-z_]+)+$/, "expected an event such as order.created"))
  .default([]);

export const serviceSchema = z.strictObject({
  name: serviceName.describe("name of the service"),
  tier: name
    .default("standard")
    .describe("selects the canary strategy `<tier>.yaml` of the folder of strategies"),
  strategy: name.optional().describe("selects `<strategy>.yaml` of that folder instead: `blue-green`"),
  ports: z
    .array(
      z.strictObject({
        name: name.describe("name of the port"),
        port: z.int("expected a port number").min(1).max(65_535).describe("port number"),
      }),
    )
    .default([])
    .describe("ports it listens on; none for a job"),
  calls: z.array(call, "expected a list of calls").default([]),
  slo: z
    .strictObject({
      errorRatio: z
        .number("expected a number between 0 and 1")
        .gt(0)
        .lt(1)
        .describe("share of requests that may fail"),
      p95Seconds: z
        .number("expected a number of seconds")
        .gt(0)
        .describe("95th percentile of the response time, in seconds"),
    })
    .optional()
    .describe("what a canary is held to; required where Slipway's chart renders the service"),
  render: renderSchema.describe(
    "`chart` (the default) is Slipway's chart; `helm` or `kustomize` name manifests of your own",
  ),
  dataSchema: dataSchema.optional(),
  dependsOn: dependsOn
    .optional()
    .describe(
      'versions of other services that an environment must have before a release enters it: `{ledger: ">=1.4"}`; a gate of the promotion',
    ),
  migration: z
    .strictObject({
      image: z
        .string()
        .optional()
        .describe("the entry of `images` that it runs; default: the service's image"),
      command: z.array(z.string()).min(1).optional().describe("command; the image's own when left out"),
      args: z.array(z.string()).optional().describe("arguments"),
      timeoutSeconds: z
        .int("expected a number of seconds")
        .min(1)
        .default(300)
        .describe("seconds after which it has failed"),
      retries: z.int().min(0).default(2).describe("how many more times it may start after a failure"),
    })
    .optional()
    .describe(
      "a job of the service's image that must succeed before anything of a release is applied; with the settings and secrets of values.yaml",
    ),
  events: z
    .strictObject({
      publishes: events.describe("events it publishes"),
      consumes: events.describe("events it consumes"),
    })
    .optional(),
  stores: z
    .array(z.enum(["postgres", "redis", "nats"], "expected postgres, redis or nats"))
    .optional()
    .describe("data stores it uses, under the same names in every environment"),
  build: buildSchema.optional().describe("how its image is built, over `build` of slipway.yaml"),
  images: z
    .record(z.string(), furtherSchema)
    .refine(
      (all) => Object.keys(all).every((key) => /^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/.test(key)),
      "expected names of lower case letters, digits and dashes",
    )
    .optional()
    .describe(
      "further images of each release, by name, each with what differs from `build`; built, scanned, signed and pinned with the service's image, as `<image>-<name>`",
    ),
  inputs: z
    .array(
      z
        .string()
        .regex(/^(?!\/|\.{1,2}\/)[^\\]+$/, "a glob from the repository's root is expected")
        .superRefine(refuseCostly),
      "a list of globs is expected",
    )
    .optional()
    .describe("files outside its folder that its image is made of: globs from the root"),
});
