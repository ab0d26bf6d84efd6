// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  imageInputs
} from "./shared-12-verbs-1039ce8e.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/services/inputs.ts
init_oldest_node();
<<<<<<< HEAD
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
=======
function strategyOf({ tier, strategy }) {
  return strategy ?? tier;
>>>>>>> 8c8e21d (feat: slipway.yaml says what is a repository's own, and an image is made of what its build can see)
}
async function serviceInputs(tree, service) {
  const inputs = await imageInputs(tree, service);
  return { ...inputs, paths: [...inputs.paths, service.chart, service.strategyFile] };
}

export {
  strategyOf,
  serviceInputs
};
