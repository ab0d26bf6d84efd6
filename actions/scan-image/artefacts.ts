/** What is kept of a scan, beside the layout, whether the image passed or not. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Severity } from "../lib/vulnerabilities/report.ts";
import { convert, type Scan } from "./trivy.ts";

export interface Subject {
  readonly name: string;
  /** Of the image itself, which for one of several platforms is not that of the index. */
  readonly digest: string;
}

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

const bomSchema = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
});

/**
 * The list of packages of exactly this image: named by its digest, without the vulnerabilities (they are of the day of the
 * scan), and the same bytes for the same image, so that attaching it twice attaches it once.
 */
export function packageList(text: string, { name, digest }: Subject): string {
  const { vulnerabilities: _, ...bom } = bomSchema.parse(JSON.parse(text));
  const { timestamp: __, ...metadata } = bom.metadata;
  const component = { ...metadata.component, name, version: digest };
  return withSteadyIds(
    `${JSON.stringify({ ...bom, metadata: { ...metadata, component } }, null, 2)}\n`,
    digest,
  );
}

/** Trivy draws random identifiers; numbered in the order they appear they are as unique and do not change. */
function withSteadyIds(text: string, digest: string): string {
  const steady = new Map<string, string>();
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (drawn) => {
    const known = steady.get(drawn);
    if (known !== undefined) return known;
    const hash = createHash("sha256").update(`${digest} ${steady.size}`).digest("hex");
    // The version and variant of a UUID made of a hash (RFC 9562, version 8).
    const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    steady.set(drawn, id);
    return id;
  });
}

/** The configuration holds the environment in clear text, so that a secret found there would be in the report. */
function withoutConfiguration(text: string): string {
  const report = JSON.parse(text) as { Metadata?: { ImageConfig?: unknown } };
  const { ImageConfig: _, ...metadata } = report.Metadata ?? {};
  return `${JSON.stringify({ ...report, Metadata: metadata }, null, 2)}\n`;
}
