// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  _enum,
  array,
  boolean,
  literal,
  number,
  object,
  parseJson,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/vulnerabilities/report.ts
init_oldest_node();
var SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"];
var IMAGE_CONFIGURATION = "image-config";
var severity = _enum(SEVERITIES);
var schema = object({
  SchemaVersion: literal(2),
  Trivy: object({ Version: string().min(1) }).default({ Version: "unknown" }),
  ArtifactName: string(),
  ArtifactType: literal("container_image"),
  Metadata: object({
    OS: object({ Family: string(), Name: string().optional(), EOSL: boolean().optional() }).optional()
  }),
  Results: array(
    object({
      Target: string(),
      Packages: array(object({ Name: string() })).optional(),
      Vulnerabilities: array(
        object({
          VulnerabilityID: string().min(1),
          PkgName: string().min(1),
          InstalledVersion: string(),
          FixedVersion: string().optional(),
          Severity: severity
        })
      ).optional(),
      Secrets: array(object({ RuleID: string().min(1), Severity: severity, StartLine: number() })).optional()
    })
  ).optional()
});
function parseReport(text, where) {
  const parsed = schema.safeParse(requireJson(text, where));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(
      `${where}: not trivy's report of an image: ${issue?.path.join(".")}: ${issue?.message}.
  Use the version of trivy that setup-tools pins.`
    );
  }
  const { Trivy, ArtifactName, Metadata, Results = [] } = parsed.data;
  const { OS: os } = Metadata;
  return {
    scanner: Trivy.Version,
    system: os && os.Family !== "none" ? [os.Family, os.Name].filter(Boolean).join(" ") : void 0,
    isEndOfLife: os?.EOSL ?? false,
    packages: Results.reduce((sum, { Packages = [] }) => sum + Packages.length, 0),
    vulnerabilities: Results.flatMap(
      ({ Target, Vulnerabilities = [] }) => Vulnerabilities.map((found) => ({
        id: found.VulnerabilityID,
        package: found.PkgName,
        version: found.InstalledVersion,
        fixedIn: found.FixedVersion || void 0,
        severity: found.Severity,
        target: Target
      }))
    ),
    secrets: Results.flatMap(
      ({ Target, Secrets = [] }) => Secrets.map((found) => ({
        rule: found.RuleID,
        severity: found.Severity,
        path: Target === ArtifactName ? IMAGE_CONFIGURATION : Target.replace(/^\//, ""),
        line: found.StartLine
      }))
    )
  };
}
function requireJson(text, where) {
  const value = parseJson(text);
  if (value !== void 0) return value;
  throw new UserError(
    `${where}: not JSON (${text.length} characters), so the scan did not end.
  Run it again; the log has what trivy said.`
  );
}

export {
  SEVERITIES,
  parseReport
};
