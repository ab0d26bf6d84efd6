import { join } from "node:path";
import { execa } from "execa";
import { componentFolder } from "../build/paths.ts";
import type { Parts } from "./parts.ts";

/**
 * The scanner's database of made-up vulnerabilities, if trivy was built before; otherwise empty, and nothing
 * is scanned.
 */
export async function makeScannerCache(parts: Parts): Promise<string> {
  if (!parts.canScan) return "";
  const cache = join(parts.folder, "trivy");
  const fixtures = join(componentFolder("trivy"), "fixtures.yaml");
  await execa(parts.binary("trivy", "trivy-fixture-database"), [cache, fixtures], { timeout: 30_000 });
  return cache;
}
