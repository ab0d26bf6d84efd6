// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  covers,
  expiredExceptions,
  parseExceptions,
  requireBounded
} from "./shared-9-verbs-4ea48d6b.js";
import {
  SEVERITIES,
  parseReport
} from "./shared-10-verbs-f5294eb2.js";
import {
  BrokenLayout,
  MANIFEST_TYPE,
  extractLayout,
  layoutOf,
  layoutsFolder,
  readLayout,
  requireDigest,
  scanFile
} from "./shared-4-verbs-6ef34bb8.js";
import {
  imageInputs,
  layoutsInput
} from "./shared-5-verbs-f9431fe2.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  CommandFailed,
  UserError,
  _enum,
  array,
  boolean,
  defineRequest,
  describeError,
  exec,
  iso_exports,
  list,
  literal,
  looseObject,
  number,
  object,
  optionalText,
  parseJson,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/scan-image/request.ts
init_oldest_node();
var EXCEPTIONS_FILE = "security/exceptions.yaml";
var severities = list.pipe(array(_enum(SEVERITIES, `none of ${SEVERITIES.join(", ")}`)).min(1));
var HOURS = { h: 1, d: 24 };
var age = string().regex(/^[1-9]\d*[hd]$/, "not an age (48h, 3d)").transform((text) => Number.parseInt(text, 10) * HOURS[text.slice(-1)] * 3600);
var request = defineRequest({
  verb: "scan-image",
  summary: "Scans the images that build-image made for vulnerabilities and secrets, before they are pushed.",
  inputs: {
    images: imageInputs.images,
    layouts: layoutsInput,
    severities: {
      description: `Severities that block an image: a list of ${SEVERITIES.join(", ")}.`,
      schema: severities,
      default: "CRITICAL,HIGH"
    },
    unfixable: {
      description: 'Whether vulnerabilities that no version fixes yet "pass" with a note or "block" too.',
      schema: _enum(["pass", "block"], 'neither "pass" nor "block"'),
      default: "pass"
    },
    "report-severities": {
      description: "Severities that are in the SARIF report; decides nothing.",
      schema: severities,
      default: SEVERITIES.join(",")
    },
    exceptions: {
      description: "File of the exceptions, in the workspace.",
      schema: string().regex(/^[^/].*\.ya?ml$/, "not a YAML file of the workspace"),
      default: EXCEPTIONS_FILE
    },
    cache: {
      description: "Folder trivy keeps its database in; $RUNNER_TEMP/trivy on a runner, else .slipway/trivy in the workspace, when empty.",
      schema: optionalText,
      default: ""
    },
    "database-repositories": {
      description: `Where the database is fetched from when the cache's is due, tried in turn; "none" takes it as it is.`,
      schema: list.transform((names) => names.filter((name) => name !== "none")),
      default: "mirror.gcr.io/aquasec/trivy-db:2,ghcr.io/aquasecurity/trivy-db:2,public.ecr.aws/aquasecurity/trivy-db:2"
    },
    "database-max-age": {
      description: "How old the database may be, by when it was made: 48h, 3d. An older one is an error.",
      schema: age,
      default: "48h"
    },
    "fixture-database": {
      description: 'Whether a database made from fixtures is an error ("refuse") or scanned with ("accept", where no real one can be had; every result names it).',
      schema: _enum(["refuse", "accept"], 'neither "refuse" nor "accept"'),
      default: "refuse"
    }
  },
  outputs: {
    images: 'Images that passed: a JSON object, service to {"name": …, "digest": …}. One that was blocked or could not be scanned is not in it.',
    exceptions: "Exceptions that let something pass: a JSON array of {service, id, package, path, owner, reason, expires}.",
    database: 'What was compared with: a JSON object {"updatedAt": …, "fixture": true or false}.',
    reports: "Folder of <service>.trivy.json, <service>.sarif and <service>.sbom.cdx.json, whether an image passed or not, and of <service>.scan.json, the record of what was excused, where it passed."
  }
});

// actions/scan-image/scan-image.ts
init_oldest_node();

// actions/scan-image/database.ts
init_oldest_node();
import { mkdir } from "node:fs/promises";
import { join as join2 } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// actions/lib/io/trivy/database.ts
init_oldest_node();
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
var SCHEMA = 2;
var CLOCK_SKEW_MS = 36e5;
var DatabaseUnusable = class extends UserError {
  name = "DatabaseUnusable";
};
var metadata = object({
  Version: number(),
  UpdatedAt: iso_exports.datetime({ offset: true }),
  Fixture: boolean().optional()
});
async function readDatabase(cache) {
  const file = join(cache, "db", "metadata.json");
  const [text, size] = await Promise.all([
    readFile(file, "utf8").catch(() => void 0),
    stat(join(cache, "db", "trivy.db")).then(
      ({ size: size2 }) => size2,
      () => 0
    )
  ]);
  if (text === void 0 || size === 0)
    throw unusable(`${join(cache, "db")}: holds no vulnerability database`);
  const { data } = metadata.safeParse(parseJson(text));
  if (data === void 0)
    throw unusable(`${file}: not the description of a database, got ${text.slice(0, 80)}`);
  if (data.Version !== SCHEMA) throw unusable(`${file}: schema ${data.Version}, but trivy reads ${SCHEMA}`);
  return { cache, updatedAt: new Date(data.UpdatedAt), isFixture: data.Fixture ?? false };
}
function requireUsable(database, { now, maxAgeSeconds, fixtures }) {
  const { cache, updatedAt, isFixture } = database;
  if (isFixture) {
    if (fixtures === "accept") return;
    throw new DatabaseUnusable(
      `${join(cache, "db")}: made from fixtures, so it knows nothing of real packages.
  Delete it, so that a real one is fetched; \`fixture-database: accept\` is for tests and platforms without network.`
    );
  }
  const age2 = now.getTime() - updatedAt.getTime();
  if (age2 < -CLOCK_SKEW_MS)
    throw unusable(`${join(cache, "db")}: made on ${updatedAt.toISOString()}, which is yet to come`);
  if (age2 > maxAgeSeconds * 1e3)
    throw unusable(
      `${join(cache, "db")}: made on ${updatedAt.toISOString()}, ${hours(age2)} hours ago, more than the ${hours(maxAgeSeconds * 1e3)} allowed`
    );
}
var hours = (milliseconds) => Math.round(milliseconds / 36e4) / 10;
var unusable = (words) => new DatabaseUnusable(
  `${words}; without it no image can pass.
  Let scan-image fetch one (\`database-repositories\`), or put one there: trivy image --download-db-only --cache-dir <cache>.`
);

// actions/scan-image/findings-text.ts
init_oldest_node();
var FIXTURE_NOTE = "FIXTURE DATABASE: not a real scan";
var NAMED = 5;
var ROWS_A_SERVICE = 50;
function describeFinding(finding) {
  if (finding.kind === "secret") return `secret ${finding.rule} in ${finding.path}:${finding.line}`;
  const { severity, id, package: name, version, fixedIn } = finding;
  const fix = fixedIn === void 0 ? "no version fixes it yet" : `fixed in ${fixedIn}`;
  return `${severity} ${id} in ${name} ${version} (${fix})`;
}
function describeBlocked({ blocking }, exceptionsFile) {
  const more = blocking.length > NAMED ? `; and ${blocking.length - NAMED} more` : "";
  const hasSecret = blocking.some(({ finding }) => finding.kind === "secret");
  const rotate = hasSecret ? " Take the secret out of the image, and replace it where it is valid." : "";
  return `${blocking.slice(0, NAMED).map(describeBlocking).join("; ")}${more}.
  Update what is affected.${rotate} What must pass for now needs an entry in ${exceptionsFile} with owner, reason and a last day.`;
}
function describeBlocking({ finding, expired }) {
  const past = expired === void 0 ? "" : `, excepted until ${expired.expires} by ${expired.where}`;
  return `${describeFinding(finding)}${past}`;
}
function describePassed(reports, verdict) {
  const { excepted, unfixable } = verdict;
  const notes = [
    `${count(Math.max(...reports.map(({ packages }) => packages)), "package")} compared`,
    systems(reports),
    ...unfixable.length === 0 ? [] : [`${unfixable.length} without a fix: ${idsOf(unfixable)}`],
    ...excepted.map(
      ({ finding, exception }) => `excepted: ${describeFinding(finding)}, ${granted(exception)}`
    )
  ];
  return notes.join("; ");
}
function systems(reports) {
  const [report] = reports;
  if (report?.system === void 0) return "no distribution known to trivy in it";
  return report.isEndOfLife ? `${report.system}, which gets no more advisories` : report.system;
}
var granted = ({ owner, expires, reason, where }) => `until ${expires} by ${owner} (${reason}; ${where})`;
var idsOf = (findings) => {
  const ids = [
    ...new Set(findings.map((finding) => finding.kind === "secret" ? finding.rule : finding.id))
  ];
  return ids.length > NAMED ? `${ids.slice(0, NAMED).join(", ")} …` : ids.join(", ");
};
var count = (number2, noun) => `${number2} ${noun}${number2 === 1 ? "" : "s"}`;
var FINDINGS_HEADER = ["service", "verdict", "finding", "because"];
function rowsOf(service, { blocking, excepted, unfixable }) {
  const rows = [
    ...blocking.map((each) => [
      service,
      "blocks",
      describeFinding(each.finding),
      each.expired ? `exception expired on ${each.expired.expires} (${each.expired.where})` : ""
    ]),
    ...excepted.map((each) => [
      service,
      "excepted",
      describeFinding(each.finding),
      granted(each.exception)
    ]),
    ...unfixable.map((finding) => [service, "noted", describeFinding(finding), "nothing to update to"])
  ];
  if (rows.length <= ROWS_A_SERVICE) return rows;
  const left = rows.length - ROWS_A_SERVICE;
  return [...rows.slice(0, ROWS_A_SERVICE), [service, "", `and ${left} more: see the reports`, ""]];
}

// actions/scan-image/trivy.ts
init_oldest_node();
var SCAN_TIMEOUT_MS = 10 * 6e4;
var FETCH_TIMEOUT_MS = 5 * 6e4;
var QUIET = ["--skip-version-check", "--disable-telemetry", "--no-progress"];
var NETWORK = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"];
var NEEDED = ["PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];
async function scan({ work, layout, cache, report }, env) {
  await trivy(
    [
      "image",
      `--input=${layout}`,
      `--cache-dir=${cache}`,
      // The cache on disk is locked by the first of several scans.
      "--cache-backend=memory",
      "--scanners=vuln,secret",
      "--image-config-scanners=secret",
      "--list-all-pkgs",
      "--offline-scan",
      "--skip-db-update",
      "--skip-java-db-update",
      "--skip-vex-repo-update",
      "--format=json",
      `--output=${report}`,
      ...QUIET
    ],
    { cwd: work, env: isolated(env, { HOME: work }), timeoutMs: SCAN_TIMEOUT_MS }
  );
}
async function convert({ work, report }, args, env) {
  await trivy(["convert", ...args, report], {
    cwd: work,
    env: isolated(env, { HOME: work }),
    timeoutMs: SCAN_TIMEOUT_MS
  });
}
async function fetchDatabase(cache, repository, env) {
  const args = [
    "image",
    "--download-db-only",
    `--cache-dir=${cache}`,
    `--db-repository=${repository}`,
    ...QUIET
  ];
  const more = pick(env, ["HOME", "DOCKER_CONFIG", ...NETWORK]);
  await trivy(args, { cwd: cache, env: isolated(env, more), timeoutMs: FETCH_TIMEOUT_MS });
}
async function trivy(args, options) {
  try {
    await exec("trivy", args, options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new UserError(`trivy ${args[0]} gave no result: ${lastError(error)}`);
  }
}
function lastError({ message, stderr }) {
  const cause = /\t(?:FATAL|ERROR)\t(?![\s\S]*\t(?:FATAL|ERROR)\t)([\s\S]*)/.exec(stderr)?.[1];
  return cause === void 0 ? message : shorten(cause.replace(/\s+/g, " ").trim());
}
var shorten = (text) => text.length > 600 ? `…${text.slice(-600)}` : text;
function isolated(env, more) {
  const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, void 0]));
  return { ...nothing, ...pick(env, NEEDED), ...more };
}
var pick = (env, names) => Object.fromEntries(names.filter((name) => env[name] !== void 0).map((name) => [name, env[name]]));

// actions/scan-image/database.ts
var PAUSES_MS = [1e3, 5e3];
function cacheFolder({ cache }, { workspace, env }) {
  if (cache !== void 0) return cache;
  return env.RUNNER_TEMP ? join2(env.RUNNER_TEMP, "trivy") : join2(workspace, ".slipway", "trivy");
}
async function usableDatabase(request2, context, pausesMs = PAUSES_MS) {
  const cache = cacheFolder(request2, context);
  const fault = await refresh(cache, request2.databaseRepositories, context, pausesMs);
  try {
    const database = await readDatabase(cache);
    requireUsable(database, {
      now: context.clock.now(),
      maxAgeSeconds: request2.databaseMaxAge,
      fixtures: request2.fixtureDatabase
    });
    if (fault !== void 0)
      context.report.warning(`${fault}
  Scanning with the one in ${cache}, which is young enough.`);
    if (database.isFixture) context.report.warning(FIXTURE_NOTE);
    return database;
  } catch (error) {
    if (!(error instanceof DatabaseUnusable) || fault === void 0) throw error;
    throw new DatabaseUnusable(`${error.message}
  ${fault}`);
  }
}
async function refresh(cache, repositories, { env, report }, pausesMs) {
  if (repositories.length === 0) return void 0;
  const present = await readDatabase(cache).catch(() => void 0);
  if (present?.isFixture) return void 0;
  await mkdir(cache, { recursive: true });
  for (let tries = 0; ; tries++) {
    const faults = await fetchFromAny(cache, repositories, env);
    if (faults.length === 0) return void 0;
    const wait = pausesMs[tries];
    if (wait === void 0) return `No database could be fetched: ${faults.join("; ")}`;
    report.info(`No database yet, trying again: ${faults.join("; ")}`);
    await pause(wait);
  }
}
async function fetchFromAny(cache, repositories, env) {
  const faults = [];
  for (const repository of repositories) {
    try {
      await fetchDatabase(cache, repository, env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(`${repository}: ${error.message}`);
    }
  }
  return faults;
}

// actions/scan-image/exceptions.ts
init_oldest_node();
import { readFile as readFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";
async function readExceptions(file, { workspace, clock }) {
  const text = await readFile2(join3(workspace, file), "utf8").catch((error) => {
    if (error.code === "ENOENT" && file === EXCEPTIONS_FILE) return "exceptions: []";
    throw new UserError(
      `${file}: cannot be read (${error.code}).
  Give the file of the exceptions, in the workspace.`
    );
  });
  const exceptions = parseExceptions(text, file);
  requireBounded(exceptions, clock.now());
  return exceptions;
}
function reportUnused(exceptions, verdicts, { clock, report }) {
  const used = new Set(
    [...verdicts.values()].flatMap(({ excepted }) => excepted.map(({ exception }) => exception))
  );
  const expired = new Set(expiredExceptions(exceptions, clock.now()));
  for (const exception of exceptions.filter((each) => !used.has(each))) {
    const { id, where, expires, owner, services } = exception;
    const place = locationOf(where);
    const unused = `${where}: the exception of ${id} covered nothing in ${[...verdicts.keys()].join(", ")}.`;
    if (expired.has(exception))
      report.error(
        `${where}: the exception of ${id} expired on ${expires} and covers nothing any more.
  Delete it, or ${owner} prolongs it with a reason.`,
        place
      );
    else if (services === void 0)
      report.notice(`${unused}
  Delete it if no other service needs it.`, place);
    else if (services.every((service) => verdicts.has(service)))
      report.warning(`${unused}
  Delete it.`, place);
  }
}
function locationOf(where) {
  const [file = "", line] = where.split(/:(?=\d+$)/);
  return { file, line: Number(line) };
}

// actions/scan-image/judge.ts
init_oldest_node();
function judge(service, reports, policy) {
  const expired = new Set(expiredExceptions(policy.exceptions, policy.now));
  const blocking = [];
  const excepted = [];
  const unfixable = [];
  for (const finding of findingsOf(reports).filter((each) => isGrave(each, policy))) {
    if (policy.unfixable === "pass" && isUnfixable(finding)) {
      unfixable.push(finding);
      continue;
    }
    const matching = policy.exceptions.filter((exception2) => covers(exception2, service, finding));
    const exception = matching.find((each) => !expired.has(each));
    if (exception === void 0) blocking.push({ finding, expired: matching[0] });
    else excepted.push({ finding, exception });
  }
  return { blocking, excepted, unfixable };
}
function findingsOf(reports) {
  const all = reports.flatMap(({ vulnerabilities, secrets }) => [
    ...secrets.map((secret) => ({ ...secret, kind: "secret" })),
    ...vulnerabilities.map((vulnerability) => ({ ...vulnerability, kind: "vulnerability" }))
  ]);
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}
var isGrave = (finding, { severities: severities2 }) => finding.kind === "secret" || severities2.includes(finding.severity);
var isUnfixable = (finding) => finding.kind === "vulnerability" && finding.fixedIn === void 0;

// actions/scan-image/record.ts
init_oldest_node();
import { rm, writeFile } from "node:fs/promises";
async function writeRecord(passed) {
  const { folder, service } = passed.image;
  await writeFile(scanFile(folder, service), `${JSON.stringify(recordOf(passed), null, 2)}
`);
}
async function removeRecord({ folder, service }) {
  await rm(scanFile(folder, service), { force: true });
}
function recordOf({ image, reports, verdict, policy, database }) {
  return {
    service: image.service,
    digest: image.digest,
    scanner: { name: "trivy", version: reports[0]?.scanner ?? "unknown" },
    database: { updatedAt: database.updatedAt.toISOString(), fixture: database.isFixture },
    threshold: { severities: [...policy.severities], unfixable: policy.unfixable },
    excused: verdict.excepted.map(toExcused),
    scannedAt: policy.now.toISOString()
  };
}
function toExcused({ finding, exception: { owner, reason, expires } }) {
  const exception = { owner, reason, expires };
  if (finding.kind === "secret") {
    return { finding: { kind: "secret", rule: finding.rule, path: finding.path }, exception };
  }
  const { kind, id, package: name, version, severity } = finding;
  return { finding: { kind, id, package: name, version, severity }, exception };
}

// actions/scan-image/reports.ts
init_oldest_node();
import { mkdtemp, readFile as readFile4, rm as rm2 } from "node:fs/promises";
import { join as join5, resolve } from "node:path";

// actions/scan-image/artefacts.ts
init_oldest_node();
import { readFile as readFile3, writeFile as writeFile2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// actions/scan-image/package-list.ts
init_oldest_node();
import { createHash } from "node:crypto";
var component = looseObject({ "bom-ref": string() });
var dependency = looseObject({ ref: string(), dependsOn: array(string()).optional() });
var schema = looseObject({
  bomFormat: literal("CycloneDX"),
  serialNumber: string(),
  metadata: looseObject({ component }),
  components: array(component).default([]),
  dependencies: array(dependency).default([])
});
var UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
function packageList(text, subject) {
  const bom = describing(schema.parse(JSON.parse(text)), subject);
  const ids = steadyIds(bom, subject.digest);
  const steady = JSON.stringify(bom).replace(UUID, (drawn) => ids.get(drawn) ?? drawn);
  return `${JSON.stringify(sorted(schema.parse(JSON.parse(steady))), null, 2)}
`;
}
function describing({ vulnerabilities: _, ...bom }, { name, digest }) {
  const { timestamp: __, ...metadata2 } = bom.metadata;
  return { ...bom, metadata: { ...metadata2, component: { ...metadata2.component, name, version: digest } } };
}
function steadyIds({ serialNumber, metadata: metadata2, components }, digest) {
  const named = [metadata2.component, ...components].map(
    ({ "bom-ref": ref, ...rest }) => [ref, JSON.stringify(rest)]
  );
  const all = [[serialNumber, "serial number"], ...named];
  return new Map(
    all.flatMap(
      ([text, content]) => [...text.matchAll(UUID)].map(([drawn]) => [drawn, uuid(digest, content)])
    )
  );
}
function uuid(...content) {
  const hash = createHash("sha256").update(content.join("\0")).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
function sorted(bom) {
  return {
    ...bom,
    components: bom.components.toSorted((one, other) => compare(one["bom-ref"], other["bom-ref"])),
    dependencies: bom.dependencies.map(({ dependsOn = [], ...rest }) => ({ ...rest, dependsOn: dependsOn.toSorted(compare) })).toSorted((one, other) => compare(one.ref, other.ref))
  };
}
var compare = (one, other) => one < other ? -1 : one > other ? 1 : 0;

// actions/scan-image/artefacts.ts
async function keep(scan2, subject, target, severities2, env) {
  const levels = `--severity=${severities2.join(",")}`;
  await convert(scan2, ["--format=sarif", levels, `--output=${target}.sarif`], env);
  const bom = join4(scan2.work, "bom.json");
  await convert(scan2, ["--format=cyclonedx", `--output=${bom}`], env);
  await writeFile2(`${target}.sbom.cdx.json`, packageList(await readFile3(bom, "utf8"), subject));
  await writeFile2(
    `${target}.trivy.json`,
    withoutConfiguration(await readFile3(join4(scan2.work, scan2.report), "utf8"))
  );
}
function withoutConfiguration(text) {
  const report = JSON.parse(text);
  const { ImageConfig: _, ...metadata2 } = report.Metadata ?? {};
  return `${JSON.stringify({ ...report, Metadata: metadata2 }, null, 2)}
`;
}

// actions/scan-image/platforms.ts
init_oldest_node();
function platformImages({ contents, folder }) {
  const images = contents.filter((each) => each.mediaType === MANIFEST_TYPE && !isAttestation(each));
  if (images.length === 0) {
    throw new BrokenLayout(`${folder}: holds no image for any platform.
  Build it again (build-image).`);
  }
  return images.map((image, i) => ({ image, suffix: i === 0 ? void 0 : platformOf(image, i) }));
}
var isAttestation = ({ annotations }) => annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
function platformOf({ platform }, index) {
  if (platform === void 0) return `image-${index + 1}`;
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter(Boolean).join("-").replace(/[^\w.-]/g, "_");
}
async function requireImage(layout, digest) {
  if (layout.root.digest !== digest) {
    throw new BrokenLayout(
      `${layout.folder}: holds ${layout.root.digest}, but ${digest} was built.
  Give the folder that build-image wrote in the same run.`
    );
  }
  for (const blob of layout.contents) await requireDigest(layout.folder, blob);
}

// actions/scan-image/reports.ts
async function scanImage(image, cache, env) {
  const layout = await readLayout(layoutOf(image.folder, image.service));
  await requireImage(layout, image.digest);
  const reports = [];
  for (const platform of platformImages(layout))
    reports.push(await scanPlatform(image, layout, platform, resolve(cache), env));
  requirePackages(image, reports);
  return reports;
}
async function scanPlatform({ service, name, folder, severities: severities2 }, layout, { image, suffix }, cache, env) {
  const work = await mkdtemp(join5(resolve(folder), ".scan-"));
  const target = join5(resolve(folder), suffix === void 0 ? service : `${service}.${suffix}`);
  const job = { work, layout: service, cache, report: "report.json" };
  try {
    await extractLayout(layout.folder, image, service, join5(work, service));
    await scan(job, env);
    const text = await readFile4(join5(work, job.report), "utf8").catch(() => "");
    const report = parseReport(text, `${service}: trivy's report`);
    await keep(job, { name, digest: image.digest }, target, severities2, env);
    return report;
  } finally {
    await rm2(work, { recursive: true, force: true });
  }
}
function requirePackages({ service }, reports) {
  if (reports.every(({ packages }) => packages > 0)) return;
  throw new UserError(
    `${service}: trivy finds no package in the image, so nothing was compared with the database.
  Put a list of the packages into it (a CycloneDX file *.cdx.json), or base it on a distribution trivy knows.`
  );
}

// actions/scan-image/scan-image.ts
var PARALLEL = 2;
async function scanImages(request2, context) {
  const folder = layoutsFolder(request2.layouts, context.workspace, context.env);
  const entries = Object.entries(request2.images);
  if (entries.length === 0) return outcome(request2, folder, [], void 0);
  const exceptions = await readExceptions(request2.exceptions, context);
  context.report.plan(entries.map(([service, { digest }]) => `${service}: scan ${digest}`));
  if (context.dryRun) return planned(request2, folder);
  const database = await usableDatabase(request2, context);
  const policy = { ...request2, exceptions, now: context.clock.now() };
  const scanned = await inParallel(
    entries,
    PARALLEL,
    ([service, { name, digest }]) => scanOne(
      { service, name, digest, folder, severities: request2.reportSeverities },
      policy,
      database,
      request2,
      context
    )
  );
  reportFindings(scanned, context);
  reportUnused(exceptions, verdictsOf(scanned), context);
  return outcome(request2, folder, scanned, database);
}
function planned(request2, folder) {
  const results = Object.keys(request2.images).map(
    (service) => ({ service, status: "nothing", reason: "would be scanned" })
  );
  return { ...outcome(request2, folder, [], void 0), results };
}
async function scanOne(image, policy, database, request2, { env }) {
  const { service } = image;
  const note = database.isFixture ? `${FIXTURE_NOTE}. ` : "";
  try {
    await removeRecord(image);
    const reports = await scanImage(image, database.cache, env);
    const verdict = judge(service, reports, policy);
    const isBlocked = verdict.blocking.length > 0;
    if (!isBlocked) await writeRecord({ image, reports, verdict, policy, database });
    const words = isBlocked ? describeBlocked(verdict, request2.exceptions) : describePassed(reports, verdict);
    return { result: { service, status: isBlocked ? "failed" : "done", reason: note + words }, verdict };
  } catch (error) {
    return { result: { service, status: "failed", reason: note + describeError(error) } };
  }
}
var verdictsOf = (scanned) => new Map(scanned.flatMap(({ result, verdict }) => verdict ? [[result.service, verdict]] : []));
function reportFindings(scanned, { report }) {
  const rows = [...verdictsOf(scanned)].flatMap(([service, verdict]) => rowsOf(service, verdict));
  if (rows.length > 0) report.summary("scan-image: findings", FINDINGS_HEADER, rows);
}
function outcome({ images }, reports, scanned, database) {
  const results = scanned.map(({ result }) => result);
  const passed = new Set(results.filter(({ status }) => status === "done").map(({ service }) => service));
  const excepted = scanned.flatMap(
    ({ result: { service }, verdict }) => [...new Set(verdict?.excepted.map(({ exception }) => exception))].map(
      ({ services: _, where: __, ...exception }) => ({
        service,
        ...exception
      })
    )
  );
  return {
    outputs: {
      images: JSON.stringify(
        Object.fromEntries(Object.entries(images).filter(([service]) => passed.has(service)))
      ),
      exceptions: JSON.stringify(excepted),
      database: database ? JSON.stringify({ updatedAt: database.updatedAt.toISOString(), fixture: database.isFixture }) : "",
      reports
    },
    results
  };
}

export {
  request,
  scanImages
};
