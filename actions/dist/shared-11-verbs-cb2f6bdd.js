// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  dataSchema
} from "./shared-15-verbs-41ae7a75.js";
import {
  parseYaml
} from "./shared-16-verbs-64058615.js";
import {
  Findings,
  _enum,
  array,
  int,
  number,
  preprocess,
  strictObject,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/services/services.ts
init_oldest_node();
var FILE = /^services\/([^/]+)\/service\.yaml$/;
var name = string("expected a name").regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");
var operation = strictObject({
  methods: array(_enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], "expected an HTTP method")).min(1, "expected at least one method").optional().describe("HTTP methods it uses; all of them when left out"),
  paths: array(string().regex(/^\/[^*?#\s]*\*?$/, "expected a path, or a beginning of one that ends in *")).min(1, "expected at least one path").optional().describe("paths it asks for, each whole or a beginning that ends in `*`; all of them when left out")
}).refine(({ methods, paths }) => methods !== void 0 || paths !== void 0, "expected methods or paths");
var call = preprocess(
  (entry) => typeof entry === "string" ? { service: entry } : entry,
  strictObject(
    {
      service: name.describe(
        "service it calls; a name alone may stand for the entry. Network and mesh policies are generated from it"
      ),
      http: array(operation).min(1, "expected at least one operation").optional(),
      grpc: array(
        string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/, "expected a service such as shop.v1.PaymentService")
      ).min(1, "expected at least one gRPC service").optional().describe(
        "gRPC services it calls, with their package; without `http` and `grpc` it may ask for anything"
      )
    },
    "expected the name of a service, or { service, http, grpc }"
  )
);
var events = array(string().regex(/^[a-z]+(\.[a-z_]+)+$/, "expected an event such as order.created")).default([]);
var serviceSchema = strictObject({
  name: name.describe("name of the service and of its folder"),
  tier: _enum(["standard", "critical"], 'expected "standard" or "critical"').describe("selects the canary strategy `rollouts/strategies/<tier>.yaml`"),
  strategy: name.optional().describe("selects `rollouts/strategies/<strategy>.yaml` instead: `blue-green`"),
  ports: array(
    strictObject({
      name: name.describe("name of the port"),
      port: int("expected a port number").min(1).max(65535).describe("port number")
    })
  ).min(1, "expected at least one port"),
  calls: array(call, "expected a list of calls").default([]),
  slo: strictObject({
    errorRatio: number("expected a number between 0 and 1").gt(0).lt(1).describe("share of requests that may fail"),
    p95Seconds: number("expected a number of seconds").gt(0).describe("95th percentile of the response time, in seconds")
  }),
  dataSchema: dataSchema.optional(),
  events: strictObject({
    publishes: events.describe("events it publishes"),
    consumes: events.describe("events it consumes")
  }).optional(),
  stores: array(_enum(["postgres", "redis", "nats"], "expected postgres, redis or nats")).optional().describe("data stores it uses, under the same names in every environment")
});
var kind = { remedy: "services/README.md says what belongs there.", schema: serviceSchema };
async function readServices(tree) {
  const { services, faults } = await surveyServices(tree);
  Findings.throwIfAny([...faults.values()].flatMap((fault) => fault.findings));
  return services;
}
async function surveyServices(tree) {
  const files = (await tree.list("services")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const folders = new Set(files.map(folderOf));
  const services = [];
  const faults = /* @__PURE__ */ new Map();
  for (const [index, file] of files.entries()) {
    const { value, findings } = parseYaml(contents[index] ?? "", file, kind);
    const service = value === void 0 ? void 0 : { ...value, path: `services/${folderOf(file)}` };
    const all = service === void 0 ? findings : misfits(service, folders);
    if (all.length > 0) faults.set(folderOf(file), new Findings(all));
    else if (service !== void 0) services.push(service);
  }
  return { services: services.toSorted((one, other) => one.name.localeCompare(other.name)), faults };
}
function misfits(service, names) {
  const file = `${service.path}/service.yaml`;
  const called = service.calls.map((one) => one.service);
  const findings = called.filter((one) => !names.has(one)).map(
    (one) => `${file}: calls: there is no service ${JSON.stringify(one)}.
  Name one that has a folder.`
  );
  for (const twice of called.filter((one, index) => called.indexOf(one) !== index))
    findings.push(`${file}: calls: ${twice} is named twice.
  Put what it is asked for into one entry.`);
  if (service.events !== void 0 && !service.stores?.includes("nats")) {
    findings.push(
      `${file}: stores: events go through nats, which is not among them.
  Add nats, or remove events.`
    );
  }
  if (service.path !== `services/${service.name}`) {
    findings.push(
      `${file}: name: the folder is ${service.path}, got ${JSON.stringify(service.name)}.
  Give both the same name.`
    );
  }
  return findings;
}
function folderOf(file) {
  return FILE.exec(file)?.[1] ?? "";
}

export {
  readServices,
  surveyServices
};
