/** A cache folder of trivy with the database that `local/components/trivy/fixtures.yaml` describes. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";

const FIXTURES = new URL("../../../local/components/trivy/fixtures.yaml", import.meta.url).pathname;

export async function writeFixtureDatabase(cache: string): Promise<void> {
  await exec("trivy-fixture-database", [cache, FIXTURES]);
}

/** Lets the database look as one of `changes` would: older, of another schema, not made from fixtures. */
export async function changeMetadata(
  cache: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = join(cache, "db", "metadata.json");
  const metadata = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...metadata, ...changes }));
}
