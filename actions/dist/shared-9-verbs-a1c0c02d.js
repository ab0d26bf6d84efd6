// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  SignatureRefused,
  verifyAttestation
} from "./shared-12-verbs-23e32673.js";
import {
  SEVERITIES
} from "./shared-10-verbs-f5294eb2.js";
import {
  referenceOf
} from "./shared-13-verbs-10b04095.js";
import {
  UserError,
  _enum,
  array,
  boolean,
  discriminatedUnion,
  imageDigest,
  imageKey,
  iso_exports,
  literal,
  object,
  parseJson,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/vulnerabilities/scan-record.ts
init_oldest_node();
var finding = discriminatedUnion("kind", [
  object({
    kind: literal("vulnerability"),
    id: string().min(1),
    package: string().min(1),
    version: string(),
    severity: _enum(SEVERITIES)
  }),
  object({ kind: literal("secret"), rule: string().min(1), path: string().min(1) })
]);
var excused = object({
  finding,
  /** The exception as it stood then. */
  exception: object({ owner: string(), reason: string(), expires: iso_exports.date() })
});
var schema = object({
  service: imageKey,
  /** Of the image, which the attestation names too: the file is compared with it before it is attested. */
  digest: imageDigest,
  scanner: object({ name: literal("trivy"), version: string().min(1) }),
  database: object({ updatedAt: iso_exports.datetime(), fixture: boolean() }),
  /** Findings of these severities block; those that no version fixes only where `unfixable` is `block`. */
  threshold: object({
    severities: array(_enum(SEVERITIES)).min(1),
    unfixable: _enum(["pass", "block"])
  }),
  excused: array(excused),
  scannedAt: iso_exports.datetime()
});
function toScanRecord(value, where) {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UserError(
    `${where}: no record of scan-image's: ${issue?.path.join(".")}: ${issue?.message}.
  Build, scan and sign the image again.`
  );
}
function parseScanRecord(text, where) {
  return toScanRecord(parseJson(text), where);
}
function newestRecord(records) {
  return records.toSorted((one, other) => Date.parse(other.scannedAt) - Date.parse(one.scannedAt))[0];
}
function saysTheSame(one, other) {
  const decision = ({ service, digest, threshold, excused: excused2 }) => JSON.stringify({ service, digest, threshold, excused: excused2 });
  return decision(one) === decision(other);
}
var nameOf = ({ finding: finding2 }) => finding2.kind === "secret" ? `${finding2.rule} in ${finding2.path}` : `${finding2.id} in ${finding2.package}`;
function describeRecord({ scanner, database, excused: excused2, scannedAt }) {
  const scannedBy = `${scanner.name} ${scanner.version} and a database of ${database.updatedAt.slice(0, 10)}`;
  const fixture = database.fixture ? " made from fixtures" : "";
  const passed = excused2.map(
    (each) => `${nameOf(each)} until ${each.exception.expires} by ${each.exception.owner}`
  );
  const words = passed.length === 0 ? "nothing was excused" : `excused: ${passed.join(", ")}`;
  return `scanned on ${scannedAt.slice(0, 10)} by ${scannedBy}${fixture}; ${words}`;
}

// actions/lib/io/cosign/scan-attestation.ts
init_oldest_node();
async function attestedScan(image, trust, env) {
  const predicates = await verifyAttestation(image, "scan", trust, env).catch((error) => {
    if (error instanceof SignatureRefused && error.reason === "unattested") return [];
    throw error;
  });
  const reference = referenceOf(image);
  const records = predicates.map((each) => toScanRecord(each, `${reference}: what is attested as its scan`));
  const newest = newestRecord(records);
  if (newest === void 0 || newest.digest === image.digest) return newest;
  throw new UserError(
    `${reference}: the record of its scan is about ${newest.digest}.
  Build, scan and sign the image again.`
  );
}

export {
  parseScanRecord,
  saysTheSame,
  describeRecord,
  attestedScan
};
