/** One image scanned: its layout compared with its digest, a report for each platform, and the files that are kept. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseReport, type ScanReport, type Severity } from "@slipway/lib/domain/vulnerabilities/report.ts";
import { type Layout, readLayout } from "@slipway/lib/io/oci/layout.ts";
import { extractLayout, layoutOf } from "@slipway/lib/io/oci/layout-folder.ts";
import { keep } from "./artefacts.ts";
import { type PlatformImage, platformImages, requireImage } from "./platforms.ts";
import { type Scan, scan } from "./trivy.ts";

export interface ImageToScan {
  readonly service: string;
  readonly name: string;
  readonly digest: string;
  /** Where the layouts are and the reports go. */
  readonly folder: string;
  readonly severities: readonly Severity[];
}

export async function scanImage(
  image: ImageToScan,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly ScanReport[]> {
  const layout = await readLayout(layoutOf(image.folder, image.service));
  await requireImage(layout, image.digest);
  const reports: ScanReport[] = [];
  for (const platform of platformImages(layout))
    reports.push(await scanPlatform(image, layout, platform, resolve(cache), env));
  requirePackages(image, reports);
  return reports;
}

async function scanPlatform(
  { service, name, folder, severities }: ImageToScan,
  layout: Layout,
  { image, suffix }: PlatformImage,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<ScanReport> {
  // Next to the layouts, because the blobs are linked.
  const work = await mkdtemp(join(resolve(folder), ".scan-"));
  const target = join(resolve(folder), suffix === undefined ? service : `${service}.${suffix}`);
  const job: Scan = { work, layout: service, cache, report: "report.json" };
  try {
    await extractLayout(layout.folder, image, service, join(work, service));
    await scan(job, env);
    const text = await readFile(join(work, job.report), "utf8").catch(() => "");
    const report = parseReport(text, `${service}: trivy's report`);
    await keep(job, { name, digest: image.digest }, target, severities, env);
    return report;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An image of which trivy reads no package was compared with nothing. */
function requirePackages({ service }: ImageToScan, reports: readonly ScanReport[]): void {
  if (reports.every(({ packages }) => packages > 0)) return;
  throw new UserError(
    `${service}: trivy finds no package in the image, so nothing was compared with the database.\n  Put a list of the packages into it (a CycloneDX file *.cdx.json), or base it on a distribution trivy knows.`,
  );
}
