/** scan-image on layouts that a test writes, with the real Trivy and a fixture database. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { type TestImage, writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { npmPackages } from "@slipway/testing/scans/images.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { request } from "../request.ts";
import { scanImages } from "../scan-image.ts";

export const NOW = new Date("2026-06-15T12:00:00Z");

/** Scans images against a fixture database, in a workspace of its own for each test of the calling file. */
export function scanner() {
  let database: TemporaryFolder;
  let workspace: TemporaryFolder;

  beforeAll(async () => {
    database = await temporaryFolder();
    await writeFixtureDatabase(database.path);
  });
  afterAll(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    workspace = await temporaryFolder();
    return async () => {
      vi.unstubAllEnvs();
      await workspace[Symbol.asyncDispose]();
    };
  });

  const layouts = () => join(workspace.path, "images");

  /** Writes the images, scans them, and returns what the verb answered and said. */
  async function scan(
    images: Readonly<Record<string, readonly TestImage[]>>,
    inputs: Record<string, string> = {},
  ) {
    const pushed: Record<string, { name: string; digest: string }> = {};
    for (const [service, platforms] of Object.entries(images)) {
      const digest = await writeLayout(join(layouts(), service), ...platforms);
      pushed[service] = { name: `shop/${service}`, digest };
    }
    return { pushed, ...(await scanPushed(pushed, inputs)) };
  }

  async function scanPushed(
    images: object,
    inputs: Record<string, string> = {},
    env: NodeJS.ProcessEnv = {},
  ) {
    const raw = {
      images: JSON.stringify(images),
      layouts: layouts(),
      cache: database.path,
      "database-repositories": "none",
      "fixture-database": "accept",
      ...inputs,
    };
    const report = recordedReport();
    const all = { PATH: process.env.PATH, ...env };
    const context = testContext(workspace.path, { report, env: all, clock: { now: () => NOW } });
    const { outputs, results } = await scanImages(request.parse(raw), context);
    return { images: JSON.parse(outputs.images ?? "") as object, outputs, results, lines: report.lines };
  }

  async function except(...entries: readonly string[]): Promise<void> {
    await mkdir(join(workspace.path, "security"), { recursive: true });
    await writeFile(join(workspace.path, "security/exceptions.yaml"), `exceptions:\n${entries.join("")}`);
  }

  return {
    except,
    layouts,
    scan,
    scanPushed,
    workspace: {
      get path() {
        return workspace.path;
      },
    },
  };
}

export const npm = (packages: Record<string, string>, more: TestImage["files"] = {}): TestImage => ({
  files: { ...npmPackages(packages), ...more },
});

export const entry = (id: string, more: Record<string, unknown> = {}): string => {
  const all = {
    id,
    owner: "@slipway/shop",
    reason: "not reached, see the issue",
    expires: "2026-08-01",
    ...more,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `  - ${lines.join("\n    ")}\n`;
};
