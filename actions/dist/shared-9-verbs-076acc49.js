// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  external_exports
} from "./shared.js";

// actions/lib/vulnerabilities/report.ts
var SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"];
var IMAGE_CONFIGURATION = "image-config";
var severity = external_exports.enum(SEVERITIES);
var schema = external_exports.object({
  SchemaVersion: external_exports.literal(2),
  Trivy: external_exports.object({ Version: external_exports.string().min(1) }).default({ Version: "unknown" }),
  ArtifactName: external_exports.string(),
  ArtifactType: external_exports.literal("container_image"),
  Metadata: external_exports.object({
    OS: external_exports.object({ Family: external_exports.string(), Name: external_exports.string().optional(), EOSL: external_exports.boolean().optional() }).optional()
  }),
  Results: external_exports.array(
    external_exports.object({
      Target: external_exports.string(),
      Packages: external_exports.array(external_exports.object({ Name: external_exports.string() })).optional(),
      Vulnerabilities: external_exports.array(
        external_exports.object({
          VulnerabilityID: external_exports.string().min(1),
          PkgName: external_exports.string().min(1),
          InstalledVersion: external_exports.string(),
          FixedVersion: external_exports.string().optional(),
          Severity: severity
        })
      ).optional(),
      Secrets: external_exports.array(external_exports.object({ RuleID: external_exports.string().min(1), Severity: severity, StartLine: external_exports.number() })).optional()
    })
  ).optional()
});
function parseReport(text, where) {
  const parsed = schema.safeParse(parseJson(text, where));
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
function parseJson(text, where) {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(
      `${where}: not JSON (${text.length} characters), so the scan did not end.
  Run it again; the log has what trivy said.`
    );
  }
}

export {
  SEVERITIES,
  parseReport
};
