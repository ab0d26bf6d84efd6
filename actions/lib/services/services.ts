import * as z from "zod";
import { parseYaml } from "../documents/yaml-document.ts";
import { Findings } from "../errors/user-error.ts";
import type { Tree } from "../git/git.ts";
import { type DataSchema, dataSchema } from "../releases/data-schema.ts";

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
  /** gRPC services with their package: `shop.v1.PaymentService`. */
  readonly grpc?: readonly string[] | undefined;
}

/** What the platform must know about a service. */
export interface Service {
  readonly name: string;
  /** Picks `rollouts/strategies/<tier>.yaml`, unless `strategy` names another file there. */
  readonly tier: "standard" | "critical";
  readonly strategy?: string | undefined;
  readonly ports: readonly Port[];
  /** Services it calls: the declared call graph. */
  readonly calls: readonly Call[];
  readonly slo: { readonly errorRatio: number; readonly p95Seconds: number };
  /** What it tells others through the broker, and what of theirs it listens to. */
  readonly events?:
    | { readonly publishes: readonly string[]; readonly consumes: readonly string[] }
    | undefined;
  /** Servers it keeps data in; each environment has them under these names. */
  readonly stores?: readonly Store[] | undefined;
  /** What it asks of its data store, and what its migrations leave there; absent without such a store. */
  readonly dataSchema?: DataSchema | undefined;
  /** Folder in the repository: `services/product`. */
  readonly path: string;
}

const FILE = /^services\/([^/]+)\/service\.yaml$/;

const name = z
  .string("expected a name")
  // 52 characters: the longest object a service names is `<service>-canary`, and Kubernetes allows 63.
  .regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");

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
            .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/, "expected a service such as shop.v1.PaymentService"),
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
  name: name.describe("name of the service and of its folder"),
  tier: z
    .enum(["standard", "critical"], 'expected "standard" or "critical"')
    .describe("selects the canary strategy `rollouts/strategies/<tier>.yaml`"),
  strategy: name.optional().describe("selects `rollouts/strategies/<strategy>.yaml` instead: `blue-green`"),
  ports: z
    .array(
      z.strictObject({
        name: name.describe("name of the port"),
        port: z.int("expected a port number").min(1).max(65_535).describe("port number"),
      }),
    )
    .min(1, "expected at least one port"),
  calls: z.array(call, "expected a list of calls").default([]),
  slo: z.strictObject({
    errorRatio: z
      .number("expected a number between 0 and 1")
      .gt(0)
      .lt(1)
      .describe("share of requests that may fail"),
    p95Seconds: z
      .number("expected a number of seconds")
      .gt(0)
      .describe("95th percentile of the response time, in seconds"),
  }),
  dataSchema: dataSchema.optional(),
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
  const files = (await tree.list("services")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const folders = new Set(files.map(folderOf));
  const services: Service[] = [];
  const faults = new Map<string, Findings>();
  for (const [index, file] of files.entries()) {
    const { value, findings } = parseYaml(contents[index] ?? "", file, kind);
    const service = value === undefined ? undefined : { ...value, path: `services/${folderOf(file)}` };
    const all = service === undefined ? findings : misfits(service, folders);
    if (all.length > 0) faults.set(folderOf(file), new Findings(all));
    else if (service !== undefined) services.push(service);
  }
  return { services: services.toSorted((one, other) => one.name.localeCompare(other.name)), faults };
}

function misfits(service: Service, names: ReadonlySet<string>): readonly string[] {
  const file = `${service.path}/service.yaml`;
  const called = service.calls.map((one) => one.service);
  const findings = called
    .filter((one) => !names.has(one))
    .map(
      (one) => `${file}: calls: there is no service ${JSON.stringify(one)}.\n  Name one that has a folder.`,
    );
  for (const twice of called.filter((one, index) => called.indexOf(one) !== index))
    findings.push(`${file}: calls: ${twice} is named twice.\n  Put what it is asked for into one entry.`);
  if (service.events !== undefined && !service.stores?.includes("nats")) {
    findings.push(
      `${file}: stores: events go through nats, which is not among them.\n  Add nats, or remove events.`,
    );
  }
  if (service.path !== `services/${service.name}`) {
    findings.push(
      `${file}: name: the folder is ${service.path}, got ${JSON.stringify(service.name)}.\n  Give both the same name.`,
    );
  }
  return findings;
}

function folderOf(file: string): string {
  return FILE.exec(file)?.[1] ?? "";
}
