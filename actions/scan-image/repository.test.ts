/** No secret in git: the repository's own files, through the scanner that images go through, and its manifests by their kind. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseReport, type Secret } from "@slipway/lib/domain/vulnerabilities/report.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { plantedSecret } from "@slipway/testing/scans/images.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { scan } from "./trivy.ts";

const root = join(import.meta.dirname, "../..");

/** Every file of the repository, as it is now; pictures hold no text. */
async function tracked(): Promise<ReadonlyMap<string, string>> {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await exec("git", listed, { cwd: root });
  const paths = stdout.split("\0").filter((path) => path !== "" && !/\.(?:png|ico|woff2)$/.test(path));
  const texts = paths.flatMap((path) => {
    try {
      return [[path, readFileSync(join(root, path), "utf8")] as const];
    } catch (error) {
      // Deleted and not yet committed, or a link to a folder.
      if (["ENOENT", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
      throw error;
    }
  });
  return new Map(texts);
}

async function secretsIn(files: ReadonlyMap<string, string>): Promise<readonly Secret[]> {
  await using work = await temporaryFolder();
  await using cache = await temporaryFolder();
  await writeFixtureDatabase(cache.path);
  await writeLayout(join(work.path, "image"), { files: Object.fromEntries(files) });
  await scan({ work: work.path, layout: "image", cache: cache.path, report: "report" }, process.env);
  return parseReport(await readFile(join(work.path, "report"), "utf8"), "report").secrets;
}

test("no file has what the scanner takes for a secret; one that is planted is found", async () => {
  const files = new Map(await tracked());
  expect(files.size).toBeGreaterThan(500);
  const path = "environments/prod/platform/planted.yaml";
  files.set(path, `token: ${plantedSecret}\n`);
  const found = await secretsIn(files);
  expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual([`${path}:1`]);
});

test("no manifest is a Secret with values in it", async () => {
  const found = [...(await tracked())].flatMap(([path, text]) => {
    if (!/\.ya?ml$/.test(path) || !/^kind: Secret$/m.test(text)) return [];
    const objects = parseAllDocuments(text).map((one) => one.toJS() as Record<string, unknown> | null);
    const isFilled = objects.some((one) => one?.kind === "Secret" && (one.data ?? one.stringData));
    return isFilled ? [path] : [];
  });
  expect(found).toEqual([]);
});
