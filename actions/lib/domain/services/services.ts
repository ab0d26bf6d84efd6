import { posix } from "node:path";
import { minimatch } from "minimatch";
import * as z from "zod";
import { type Config, imageName } from "../config/config.ts";
import { readConfig } from "../config/read.ts";
import { Findings, UserError } from "../errors/user-error.ts";
import { furtherName } from "../images/further.ts";
import { parseYaml } from "../parsing/yaml.ts";
import { type DataSchema, dataSchema } from "../releases/data-schema.ts";
import { type DependsOn, dependsOn } from "../releases/depends-on.ts";
import type { Tree } from "../repository/git.ts";
import {
  type BuildSettings,
  buildSchema,
  type FurtherSettings,
  furtherBuild,
  furtherSchema,
  type ServiceBuild,
  serviceBuild,
} from "./build-settings.ts";
import { type Rendering, renderingOf, renderSchema } from "./rendering.ts";

export interface Port {
  readonly name: string;
  readonly port: number;
}

export type Store = "postgres" | "redis" | "nats";

/** Requests to a service; each list narrows them, a path that ends in `*` is a beginning. */
export interface HttpOperation {
  readonly methods?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
}

/** A service that is called. Without `http` and `grpc` whatever it serves may be asked for; with them nothing else. */
export interface Call {
  readonly service: string;
  readonly http?: readonly HttpOperation[] | undefined;
  /** gRPC services with their package: `bank.v1.PaymentService`. */
  readonly grpc?: readonly string[] | undefined;
}

/** What the platform must know about a service. */
export interface Service {
  readonly name: string;
  /** Selects `<tier>.yaml` of the folder of strategies, unless `strategy` names another. */
  readonly tier: string;
  readonly strategy?: string | undefined;
  readonly ports: readonly Port[];
  /** Services it calls: the declared call graph. */
  readonly calls: readonly Call[];
  /** Absent only where the manifests are the service's own. */
  readonly slo?: { readonly errorRatio: number; readonly p95Seconds: number } | undefined;
  /** What it tells others through the broker, and what of theirs it listens to. */
  readonly events?:
    | { readonly publishes: readonly string[]; readonly consumes: readonly string[] }
    | undefined;
  /** Servers it keeps data in; each environment has them under these names. */
  readonly stores?: readonly Store[] | undefined;
  /** What it asks of its data store, and what its migrations leave there; absent without such a store. */
  readonly dataSchema?: DataSchema | undefined;
  /** Versions of other services that an environment must have before a release enters it. */
  readonly dependsOn?: DependsOn | undefined;
  /** Folder in the repository: `services/product`; "" is the root. */
  readonly path: string;
  /** Name of its image, without registry and tag. */
  readonly image: string;
  readonly build: ServiceBuild;
  /** Further images of each release, by name; absent where there are none. */
  readonly images?: Readonly<Record<string, FurtherImage>> | undefined;
  /** Files outside its folder that its image is made of: globs from the root. Undefined where none are declared. */
  readonly inputs?: readonly string[] | undefined;
  readonly rendering: Rendering;
  /** A job of the same image that ends before anything of a release is applied. */
  readonly migration?: Migration | undefined;
}

export interface FurtherImage {
  /** Without registry and tag. */
  readonly image: string;
  readonly build: ServiceBuild;
  /** As manifests of one's own name it, where that is declared. */
  readonly placeholder?: string | undefined;
}

export interface Migration {
  /** Which of the further images it runs; absent: the service's own. */
  readonly image?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  /** Seconds after which it has failed. */
  readonly timeoutSeconds: number;
  readonly retries: number;
}

const FILE = "service.yaml";

/** Folders of an environment that are no service's. */
const TAKEN = ["platform", "holds"];

const name = z
  .string("expected a name")
  // 52 characters: the longest object a service names is `<service>-canary`, and Kubernetes allows 63.
  .regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");

const serviceName = name.refine(
  (each) => !TAKEN.includes(each),
  `${TAKEN.join(" and ")} are folders of each environment; choose another name`,
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

/** A name alone is a call without further words. */
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

/** One schema of `services/<name>/service.yaml`. */
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
      image: z.string().optional().describe("which of `images` it runs; the service's own when left out"),
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
      "further images of each release, by name, each with what differs from `build`; built, scanned, signed and pinned with the service's own, as `<image>-<name>`",
    ),
  inputs: z
    .array(
      z.string().regex(/^(?!\/|\.{1,2}\/)[^\\]+$/, "a glob from the repository's root is expected"),
      "a list of globs is expected",
    )
    .optional()
    .describe("files outside its folder that its image is made of: globs from the root"),
});

const kind = { remedy: "services/README.md says what belongs there.", schema: serviceSchema };

export interface Survey {
  readonly services: readonly Service[];
  /** Folder name → everything wrong with its service.yaml. */
  readonly faults: ReadonlyMap<string, Findings>;
}

/** All services of a commit, by name. A folder without service.yaml is none. Throws `Findings` with all that is wrong. */
export async function readServices(tree: Tree): Promise<readonly Service[]> {
  const { services, faults } = await surveyServices(tree);
  Findings.throwIfAny([...faults.values()].flatMap((fault) => fault.findings));
  return services;
}

/** As `readServices`, for verbs in which a broken service must not stop the others. */
export async function surveyServices(tree: Tree): Promise<Survey> {
  const config = await readConfig(tree);
  const files = (await tree.list("")).filter((path) => isServiceFile(path, config));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const parsed = files.map((file, index) => parseService(contents[index] ?? "", file, config));
  const own = parsed.flatMap(({ service, folder }) => [folder, service?.name ?? folder]);
  const names = new Set([...own, ...config.otherServices]);
  const services: Service[] = [];
  const faults = new Map<string, Findings>();
  for (const { service, folder, findings } of parsed) {
    const all = service === undefined ? findings : [...findings, ...misfits(service, names, parsed)];
    const name = service?.name ?? folder;
    if (all.length > 0) faults.set(name, new Findings([...(faults.get(name)?.findings ?? []), ...all]));
    else if (service !== undefined) services.push(service);
  }
  return { services: services.toSorted((one, other) => one.name.localeCompare(other.name)), faults };
}

function isServiceFile(path: string, { services }: Config): boolean {
  if (posix.basename(path) !== FILE) return false;
  const folder = posix.dirname(path);
  return services.some((pattern) => folder === pattern || minimatch(folder, pattern));
}

interface ParsedService {
  /** Last part of the folder: what a file that cannot be read is known by. */
  readonly folder: string;
  readonly service: Service | undefined;
  readonly findings: readonly string[];
}

function parseService(content: Buffer | string, file: string, config: Config): ParsedService {
  const path = posix.dirname(file) === "." ? "" : posix.dirname(file);
  const folder = posix.basename(path) || config.product;
  const { value, findings } = parseYaml(content, file, kind);
  if (value === undefined) return { folder, service: undefined, findings };
  try {
    const { build, images, render, ...rest } = value;
    const image = imageName(config, value.name);
    const service: Service = {
      ...rest,
      path,
      image,
      build: serviceBuild(path, config.build, build),
      ...(images === undefined ? {} : { images: furtherImages(path, image, config.build, build, images) }),
      rendering: renderingOf(path, value.strategy ?? value.tier, config, render),
    };
    return { folder, service, findings: lacking(service, file) };
  } catch (error) {
    if (error instanceof UserError) return { folder, service: undefined, findings: [error.message] };
    throw error;
  }
}

function furtherImages(
  path: string,
  image: string,
  common: BuildSettings,
  own: BuildSettings | undefined,
  images: Readonly<Record<string, FurtherSettings>>,
): Readonly<Record<string, FurtherImage>> {
  return Object.fromEntries(
    Object.entries(images).map(([key, further]) => [
      key,
      {
        image: furtherName(image, key),
        build: furtherBuild(path, common, own, further),
        placeholder: further.image,
      },
    ]),
  );
}

/** What Slipway's chart needs, and manifests of one's own do without; and what only that chart renders. */
function lacking(service: Service, file: string): readonly string[] {
  const { rendering, slo, ports, migration } = service;
  if (rendering.by !== "chart") {
    if (migration === undefined) return [];
    return [
      `${file}: migration: only Slipway's chart renders it.\n  Put a Job with the annotation argocd.argoproj.io/hook: PreSync among the manifests.`,
    ];
  }
  const images = Object.keys(service.images ?? {});
  const ran = migration?.image;
  const unknown =
    ran === undefined || images.includes(ran)
      ? []
      : [
          `${file}: migration.image: there is no ${JSON.stringify(ran)} among images.\n  Add it there, or leave it out.`,
        ];
  const unused = images
    .filter((key) => key !== ran)
    .map(
      (key) =>
        `${file}: images.${key}: nothing of what Slipway's chart renders runs it.\n  Name it as migration.image, or remove it; manifests of your own may run any.`,
    );
  const missing = [...(slo === undefined ? ["slo"] : []), ...(ports.length === 0 ? ["ports"] : [])];
  return [
    ...missing.map(
      (key) =>
        `${file}: ${key}: missing.\n  Add it: Slipway's chart needs it to serve the service and to judge its canaries.`,
    ),
    ...unknown,
    ...unused,
  ];
}

function misfits(
  service: Service,
  names: ReadonlySet<string>,
  all: readonly ParsedService[],
): readonly string[] {
  const file = posix.join(service.path, FILE);
  const called = service.calls.map((one) => one.service);
  const findings = called
    .filter((one) => !names.has(one))
    .map(
      (one) =>
        `${file}: calls: there is no service ${JSON.stringify(one)}.\n  Name one that has a folder; one of another repository is to be in otherServices of slipway.yaml.`,
    );
  for (const other of Object.keys(service.dependsOn ?? {}).filter((one) => !names.has(one))) {
    findings.push(
      `${file}: dependsOn: there is no service ${JSON.stringify(other)}.\n  Name one that has a folder; one of another repository is to be in otherServices of slipway.yaml.`,
    );
  }
  for (const twice of called.filter((one, index) => called.indexOf(one) !== index))
    findings.push(`${file}: calls: ${twice} is named twice.\n  Put what it is asked for into one entry.`);
  if (service.events !== undefined && !service.stores?.includes("nats")) {
    findings.push(
      `${file}: stores: events go through nats, which is not among them.\n  Add nats, or remove events.`,
    );
  }
  for (const [key, { image }] of Object.entries(service.images ?? {})) {
    if (!all.some(({ service: other }) => other?.image === image)) continue;
    findings.push(
      `${file}: images.${key}: ${image} is the image of another service.\n  Give it another name.`,
    );
  }
  const twin = all.find(({ service: other }) => other?.name === service.name && other.path !== service.path);
  if (twin !== undefined) {
    findings.push(
      `${file}: name: ${JSON.stringify(service.name)} is that of ${posix.join(twin.service?.path ?? "", FILE)} too.\n  Give each service its own name.`,
    );
  }
  return findings;
}
