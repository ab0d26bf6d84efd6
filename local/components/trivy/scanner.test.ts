/**
 * Compares the trivy that is built here with reports of the official trivy 0.74.0 on the same images, in the
 * three formats that scan-image uses. `OFFICIAL_TRIVY=<file>` writes the expected reports again.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { type TestImage, writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { plantedSecret } from "@slipway/testing/scans/images.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convert, scan } from "../../../actions/scan-image/trivy.ts";
import { images } from "./testdata/images.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFixtureDatabase(join(folder.path, "cache"));
});
afterAll(() => folder[Symbol.asyncDispose]());

const formats = ["json", "sarif", "cyclonedx"] as const;

async function reportsOf(name: string, image: TestImage, env: NodeJS.ProcessEnv): Promise<object> {
  const work = join(folder.path, name);
  await writeLayout(join(work, "image"), image);
  const job = { work, layout: "image", cache: join(folder.path, "cache"), report: "json" };
  await scan(job, env);
  await convert(job, ["--format=sarif", "--severity=CRITICAL,MEDIUM", "--output=sarif"], env);
  await convert(job, ["--format=cyclonedx", "--output=cyclonedx"], env);
  const texts = formats.map(async (format) => [format, steady(await readFile(join(work, format), "utf8"))]);
  return Object.fromEntries(await Promise.all(texts)) as object;
}

/**
 * Without times, generated identifiers, and digests that depend on the time in a tar header; lists sorted by
 * them are sorted again.
 */
function steady(text: string): unknown {
  const same = text
    .replaceAll(plantedSecret, "<secret>")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<drawn>")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, "<time>")
    .replace(/[0-9a-f]{64}/g, "<digest>")
    .replace(/"(UID|Fingerprint)": "[^"]*"/g, '"$1": "<hash>"');
  return JSON.parse(same, (_key, value: unknown) =>
    Array.isArray(value)
      ? value.toSorted((one, other) => compare(JSON.stringify(one), JSON.stringify(other)))
      : value,
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

test.each(Object.entries(images))("%s: every report equals the official trivy's", async (name, image) => {
  const file = join(import.meta.dirname, "testdata", `${name}.json`);
  const { OFFICIAL_TRIVY: official, PATH } = process.env;
  if (official !== undefined) {
    const bin = join(folder.path, "official");
    await mkdir(bin, { recursive: true });
    await execa("ln", ["-sfn", official, join(bin, "trivy")]);
    const expected = await reportsOf(`official-${name}`, image, { PATH: `${bin}:${PATH}` });
    await writeFile(file, `${JSON.stringify(expected, null, 2)}\n`);
  }
  const expected = JSON.parse(await readFile(file, "utf8")) as object;
  expect(await reportsOf(name, image, { PATH })).toEqual(expected);
});

async function trivy(args: readonly string[]) {
  return await execa("trivy", args, { cwd: folder.path, reject: false, timeout: 60_000 });
}

const offline = ["--cache-dir=cache", "--skip-db-update", "--skip-java-db-update", "--offline-scan"];

test("an image with unreadable packages is an error, not an image without findings", async () => {
  const files = { "etc/redhat-release": "Red Hat Enterprise Linux release 9.4 (Plow)\n" };
  await writeLayout(join(folder.path, "redhat"), { files });
  const { exitCode, stderr } = await trivy(["image", "--input=redhat", ...offline, "--output=redhat.json"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/redhat: redhat keeps its packages in RPM's database.*use the official trivy/);
  await expect(readFile(join(folder.path, "redhat.json"))).rejects.toThrow(/ENOENT/);
});

test.each([
  [["image", "--scanners=misconfig", "--input=redhat", ...offline], /scanner "misconfig"/],
  [["image", "--ignore-policy=x", "--input=redhat"], /flag provided but not defined: -ignore-policy/],
  [["image", "alpine:3"], /scans a folder only/],
  [["filesystem", "."], /usage: trivy image/],
])("%j: an unsupported flag is refused", async (args, words) => {
  const { exitCode, stderr } = await trivy(args);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(words);
});

test("a scan leaves nothing among the temporary files", async () => {
  await writeLayout(join(folder.path, "clean"), { files: { "etc/motd": "hello\n" } });
  const temporary = join(folder.path, "temporary");
  await mkdir(temporary);
  const args = ["image", "--input=clean", ...offline, "--format=json", "--output=clean.json"];
  const scanned = await execa("trivy", args, {
    cwd: folder.path,
    env: { TMPDIR: temporary },
    timeout: 60_000,
  });
  expect(scanned).toMatchObject({ exitCode: 0 });
  expect(await readdir(temporary)).toEqual([]);
});

test("parallel scans share the database", async () => {
  await writeLayout(join(folder.path, "shared"), { files: { "etc/motd": "hello\n" } });
  const database = join(folder.path, "cache/db/trivy.db");
  // Another scan keeps it open for reading, for longer than a scan waits.
  const other = execa("flock", ["--shared", database, "sleep", "60"], { reject: false, detached: true });
  try {
    const scanned = await trivy([
      "image",
      "--input=shared",
      ...offline,
      "--format=json",
      "--output=shared.json",
    ]);
    expect(scanned).toMatchObject({ exitCode: 0 });
  } finally {
    process.kill(-(other.pid ?? 0), "SIGKILL");
  }
});
