/** Trivy's JSON report (schema 2), as far as a decision needs it. What does not look like one is no report. */

import * as z from "zod";
import { UserError } from "../errors/user-error.ts";
import { parseJson } from "../parsing/json.ts";

export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Stands for a path where the environment or the history of the image has the secret. */
export const IMAGE_CONFIGURATION = "image-config";

export interface Vulnerability {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  /** The version that has it no more; undefined where there is none yet. */
  readonly fixedIn: string | undefined;
  readonly severity: Severity;
  /** What of the image it is in: the distribution, or a list of packages. */
  readonly target: string;
}

export interface Secret {
  readonly rule: string;
  readonly severity: Severity;
  /** File of the image, or {@link IMAGE_CONFIGURATION}. */
  readonly path: string;
  readonly line: number;
}

export interface ScanReport {
  /** Of trivy. */
  readonly scanner: string;
  /** Distribution and its version, where there is one. */
  readonly system: string | undefined;
  /** The distribution gets no more advisories, so its packages look better than they are. */
  readonly isEndOfLife: boolean;
  /** How many packages were compared with the database. */
  readonly packages: number;
  readonly vulnerabilities: readonly Vulnerability[];
  readonly secrets: readonly Secret[];
}

const severity = z.enum(SEVERITIES);

const schema = z.object({
  SchemaVersion: z.literal(2),
  Trivy: z.object({ Version: z.string().min(1) }).default({ Version: "unknown" }),
  ArtifactName: z.string(),
  ArtifactType: z.literal("container_image"),
  Metadata: z.object({
    OS: z
      .object({ Family: z.string(), Name: z.string().optional(), EOSL: z.boolean().optional() })
      .optional(),
  }),
  Results: z
    .array(
      z.object({
        Target: z.string(),
        Packages: z.array(z.object({ Name: z.string() })).optional(),
        Vulnerabilities: z
          .array(
            z.object({
              VulnerabilityID: z.string().min(1),
              PkgName: z.string().min(1),
              InstalledVersion: z.string(),
              FixedVersion: z.string().optional(),
              Severity: severity,
            }),
          )
          .optional(),
        Secrets: z
          .array(z.object({ RuleID: z.string().min(1), Severity: severity, StartLine: z.number() }))
          .optional(),
      }),
    )
    .optional(),
});

/** Throws where `text` is not a report of an image: then nothing is known about it. */
export function parseReport(text: string, where: string): ScanReport {
  const parsed = schema.safeParse(requireJson(text, where));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(
      `${where}: not trivy's report of an image: ${issue?.path.join(".")}: ${issue?.message}.\n  Use the version of trivy that setup-tools pins.`,
    );
  }
  const { Trivy, ArtifactName, Metadata, Results = [] } = parsed.data;
  const { OS: os } = Metadata;
  return {
    scanner: Trivy.Version,
    system: os && os.Family !== "none" ? [os.Family, os.Name].filter(Boolean).join(" ") : undefined,
    isEndOfLife: os?.EOSL ?? false,
    packages: Results.reduce((sum, { Packages = [] }) => sum + Packages.length, 0),
    vulnerabilities: Results.flatMap(({ Target, Vulnerabilities = [] }) =>
      Vulnerabilities.map((found) => ({
        id: found.VulnerabilityID,
        package: found.PkgName,
        version: found.InstalledVersion,
        fixedIn: found.FixedVersion || undefined,
        severity: found.Severity,
        target: Target,
      })),
    ),
    secrets: Results.flatMap(({ Target, Secrets = [] }) =>
      Secrets.map((found) => ({
        rule: found.RuleID,
        severity: found.Severity,
        path: Target === ArtifactName ? IMAGE_CONFIGURATION : Target.replace(/^\//, ""),
        line: found.StartLine,
      })),
    ),
  };
}

function requireJson(text: string, where: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new UserError(
    `${where}: not JSON (${text.length} characters), so the scan did not end.\n  Run it again; the log has what trivy said.`,
  );
}
