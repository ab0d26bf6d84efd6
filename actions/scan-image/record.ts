/** The record of a scan that let an image through; what was blocked has none, so nothing can be attested about it. */
import { rm, writeFile } from "node:fs/promises";
import type { ScanReport } from "@slipway/lib/domain/vulnerabilities/report.ts";
import type { Excused, ScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { scanFile } from "@slipway/lib/io/oci/layout-folder.ts";
import type { Database } from "@slipway/lib/io/trivy/database.ts";
import type { Excepted, Policy, Verdict } from "./judge.ts";
import type { ImageToScan } from "./reports.ts";

export interface Passed {
  readonly image: ImageToScan;
  readonly reports: readonly ScanReport[];
  readonly verdict: Verdict;
  readonly policy: Policy;
  readonly database: Database;
}

export async function writeRecord(passed: Passed): Promise<void> {
  const { folder, service } = passed.image;
  await writeFile(scanFile(folder, service), `${JSON.stringify(recordOf(passed), null, 2)}\n`);
}

/** One that an earlier run left behind must not be taken for this one's. */
export async function removeRecord({ folder, service }: ImageToScan): Promise<void> {
  await rm(scanFile(folder, service), { force: true });
}

function recordOf({ image, reports, verdict, policy, database }: Passed): ScanRecord {
  return {
    service: image.service,
    digest: image.digest,
    scanner: { name: "trivy", version: reports[0]?.scanner ?? "unknown" },
    database: { updatedAt: database.updatedAt.toISOString(), fixture: database.isFixture },
    threshold: { severities: [...policy.severities], unfixable: policy.unfixable },
    excused: verdict.excepted.map(toExcused),
    scannedAt: policy.now.toISOString(),
  };
}

function toExcused({ finding, exception: { owner, reason, expires } }: Excepted): Excused {
  const exception = { owner, reason, expires };
  if (finding.kind === "secret") {
    return { finding: { kind: "secret", rule: finding.rule, path: finding.path }, exception };
  }
  const { kind, id, package: name, version, severity } = finding;
  return { finding: { kind, id, package: name, version, severity }, exception };
}
