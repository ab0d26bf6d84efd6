/** Decides on one image, from trivy's report alone: trivy's own thresholds and exit codes have no say. */
import { covers, type Exception, expiredExceptions } from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import type {
  ScanReport,
  Secret,
  Severity,
  Vulnerability,
} from "@slipway/lib/domain/vulnerabilities/report.ts";

export type Finding =
  | (Vulnerability & { readonly kind: "vulnerability" })
  | (Secret & { readonly kind: "secret" });

export interface Policy {
  readonly severities: readonly Severity[];
  readonly unfixable: "pass" | "block";
  readonly exceptions: readonly Exception[];
  readonly now: Date;
}

export interface Blocking {
  readonly finding: Finding;
  /** The exception that would have let it pass until it expired. */
  readonly expired: Exception | undefined;
}

export interface Excepted {
  readonly finding: Finding;
  readonly exception: Exception;
}

export interface Verdict {
  readonly blocking: readonly Blocking[];
  readonly excepted: readonly Excepted[];
  /** Would block if a version fixed them. */
  readonly unfixable: readonly Finding[];
}

export function judge(service: string, reports: readonly ScanReport[], policy: Policy): Verdict {
  const expired = new Set(expiredExceptions(policy.exceptions, policy.now));
  const blocking: Blocking[] = [];
  const excepted: Excepted[] = [];
  const unfixable: Finding[] = [];
  for (const finding of findingsOf(reports).filter((each) => isGrave(each, policy))) {
    if (policy.unfixable === "pass" && isUnfixable(finding)) {
      unfixable.push(finding);
      continue;
    }
    const matching = policy.exceptions.filter((exception) => covers(exception, service, finding));
    const exception = matching.find((each) => !expired.has(each));
    if (exception === undefined) blocking.push({ finding, expired: matching[0] });
    else excepted.push({ finding, exception });
  }
  return { blocking, excepted, unfixable };
}

/** Each once: the platforms of an image mostly have the same. */
function findingsOf(reports: readonly ScanReport[]): readonly Finding[] {
  const all = reports.flatMap(({ vulnerabilities, secrets }): Finding[] => [
    ...secrets.map((secret) => ({ ...secret, kind: "secret" as const })),
    ...vulnerabilities.map((vulnerability) => ({ ...vulnerability, kind: "vulnerability" as const })),
  ]);
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** A secret in an image is out once it is pushed, whatever severity its rule has. */
const isGrave = (finding: Finding, { severities }: Policy): boolean =>
  finding.kind === "secret" || severities.includes(finding.severity);

const isUnfixable = (finding: Finding): boolean =>
  finding.kind === "vulnerability" && finding.fixedIn === undefined;
