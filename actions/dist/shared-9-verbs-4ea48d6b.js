// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  serviceOfKey
} from "./shared-16-verbs-64058615.js";
import {
  Findings,
  array,
  iso_exports,
  parseYaml,
  require_dist,
  serviceName,
  strictObject,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/vulnerabilities/exceptions.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
var LONGEST_EXCEPTION_DAYS = 90;
var DAY_MS = 864e5;
var entry = strictObject({
  id: string().regex(/^([A-Z][A-Z0-9]*-[\w.:-]+|[a-z][a-z0-9-]*)$/, "neither a vulnerability nor a secret's rule").describe("a vulnerability (`CVE-…`, `GHSA-…`) or a secret rule"),
  package: string().min(1).optional().describe("of a vulnerability: only in this package"),
  path: string().min(1).optional().describe("of a secret rule: only in this file of the image"),
  services: array(serviceName).min(1).optional().describe("only in these services; absent: in all"),
  owner: string().regex(/^@[\w.-]+(\/[\w.-]+)?$/, "not somebody to ask (@person or @organisation/team)").describe("`@person` or `@organisation/team`"),
  reason: string().trim().min(10, "too short to be a reason").describe("why the finding may pass"),
  expires: iso_exports.date("not a day (YYYY-MM-DD)").describe("last valid day, at most 90 days ahead")
}).superRefine((value, context) => {
  const isSecret = isSecretRule(value.id);
  const [needed, wrong] = isSecret ? ["path", "package"] : [void 0, "path"];
  if (needed !== void 0 && value[needed] === void 0)
    context.addIssue({
      code: "custom",
      path: [needed],
      message: "a secret's rule may pass in one file only"
    });
  if (value[wrong] !== void 0)
    context.addIssue({
      code: "custom",
      path: [wrong],
      message: `says nothing about ${isSecret ? "a secret" : "a vulnerability"}`
    });
});
var exceptionsSchema = strictObject({ exceptions: array(entry).nullable() });
var kind = {
  schema: exceptionsSchema,
  remedy: 'An entry has id, owner ("@organisation/team"), reason and expires, and optionally package, path and services; see security/exceptions.yaml.'
};
var isSecretRule = (id) => /^[a-z]/.test(id);
function parseExceptions(text, where) {
  const { value, findings } = parseYaml(text, where, kind);
  if (value === void 0) throw new Findings(findings);
  const lines = linesOf(text);
  return (value.exceptions ?? []).map((exception, i) => ({ ...exception, where: `${where}:${lines(i)}` }));
}
function linesOf(text) {
  const lineCounter = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text, { lineCounter, uniqueKeys: false });
  return (index) => {
    const node = document.getIn(["exceptions", index], true);
    return (0, import_yaml.isNode)(node) && node.range ? lineCounter.linePos(node.range[0]).line : 1;
  };
}
function covers(exception, service, finding) {
  if (exception.services !== void 0 && !exception.services.includes(serviceOfKey(service))) return false;
  if (finding.kind === "secret") return exception.id === finding.rule && exception.path === finding.path;
  if (exception.id !== finding.id) return false;
  return exception.package === void 0 || exception.package === finding.package;
}
function expiredExceptions(exceptions, now) {
  return exceptions.filter(({ expires }) => now.getTime() >= Date.parse(expires) + DAY_MS);
}
function overlongExceptions(exceptions, now) {
  const today = Date.parse(now.toISOString().slice(0, 10));
  return exceptions.filter(({ expires }) => Date.parse(expires) - today > LONGEST_EXCEPTION_DAYS * DAY_MS);
}
function requireBounded(exceptions, now) {
  const last = new Date(Date.parse(now.toISOString().slice(0, 10)) + LONGEST_EXCEPTION_DAYS * DAY_MS);
  Findings.throwIfAny(
    overlongExceptions(exceptions, now).map(
      ({ where, id, expires }) => `${where}: ${id} is excepted until ${expires}, more than ${LONGEST_EXCEPTION_DAYS} days ahead.
  Let it expire on ${last.toISOString().slice(0, 10)} or before; prolong it then if it still has to be.`
    )
  );
}

export {
  parseExceptions,
  covers,
  expiredExceptions,
  requireBounded
};
