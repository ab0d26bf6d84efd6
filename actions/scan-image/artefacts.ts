/** What is kept of a scan, next to the layout, whether the image passed or not. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Severity } from "@slipway/lib/domain/vulnerabilities/report.ts";
import { packageList, type Subject } from "./package-list.ts";
import { convert, type Scan } from "./trivy.ts";

/** Writes `<target>.sarif`, `<target>.sbom.cdx.json` and, without the image's environment, `<target>.trivy.json`. */
export async function keep(
  scan: Scan,
  subject: Subject,
  target: string,
  severities: readonly Severity[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const levels = `--severity=${severities.join(",")}`;
  await convert(scan, ["--format=sarif", levels, `--output=${target}.sarif`], env);
  const bom = join(scan.work, "bom.json");
  await convert(scan, ["--format=cyclonedx", `--output=${bom}`], env);
  await writeFile(`${target}.sbom.cdx.json`, packageList(await readFile(bom, "utf8"), subject));
  await writeFile(
    `${target}.trivy.json`,
    withoutConfiguration(await readFile(join(scan.work, scan.report), "utf8")),
  );
}

/** The configuration holds the environment in clear text, so that a secret found there would be in the report. */
function withoutConfiguration(text: string): string {
  const report = JSON.parse(text) as { Metadata?: { ImageConfig?: unknown } };
  const { ImageConfig: _, ...metadata } = report.Metadata ?? {};
  return `${JSON.stringify({ ...report, Metadata: metadata }, null, 2)}\n`;
}
