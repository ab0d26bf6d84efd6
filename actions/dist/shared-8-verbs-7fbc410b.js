// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  SignatureRefused,
  verifyAttestation
} from "./shared-10-verbs-2915bda8.js";
import {
  SEVERITIES
} from "./shared-9-verbs-076acc49.js";
import {
  referenceOf
} from "./shared-12-verbs-8ece1974.js";
import {
  UserError,
  external_exports,
  imageDigest,
  serviceName
} from "./shared.js";

// actions/lib/vulnerabilities/scan-record.ts
var finding = external_exports.discriminatedUnion("kind", [
  external_exports.object({
    kind: external_exports.literal("vulnerability"),
    id: external_exports.string().min(1),
    package: external_exports.string().min(1),
    version: external_exports.string(),
    severity: external_exports.enum(SEVERITIES)
  }),
  external_exports.object({ kind: external_exports.literal("secret"), rule: external_exports.string().min(1), path: external_exports.string().min(1) })
]);
var excused = external_exports.object({
  finding,
  /** The exception as it stood then. */
  exception: external_exports.object({ owner: external_exports.string(), reason: external_exports.string(), expires: external_exports.iso.date() })
});
var schema = external_exports.object({
  service: serviceName,
  /** Of the image, which the attestation names too: the file is compared with it before it is attested. */
  digest: imageDigest,
  scanner: external_exports.object({ name: external_exports.literal("trivy"), version: external_exports.string().min(1) }),
  database: external_exports.object({ updatedAt: external_exports.iso.datetime(), fixture: external_exports.boolean() }),
  /** Findings of these severities block; those that no version fixes only where `unfixable` says so. */
  threshold: external_exports.object({
    severities: external_exports.array(external_exports.enum(SEVERITIES)).min(1),
    unfixable: external_exports.enum(["pass", "block"])
  }),
  excused: external_exports.array(excused),
  scannedAt: external_exports.iso.datetime()
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
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = void 0;
  }
  return toScanRecord(value, where);
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

// actions/lib/cosign/scan-record.ts
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
