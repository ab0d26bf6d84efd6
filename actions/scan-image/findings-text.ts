/** What was found, as text. */
import type { Exception } from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import type { ScanReport } from "@slipway/lib/domain/vulnerabilities/report.ts";
import type { Blocking, Excepted, Finding, Verdict } from "./judge.ts";

export const FIXTURE_NOTE = "FIXTURE DATABASE: not a real scan";

/** How many findings a sentence names; the reports have all. */
const NAMED = 5;
const ROWS_A_SERVICE = 50;

export function describeFinding(finding: Finding): string {
  if (finding.kind === "secret") return `secret ${finding.rule} in ${finding.path}:${finding.line}`;
  const { severity, id, package: name, version, fixedIn } = finding;
  const fix = fixedIn === undefined ? "no version fixes it yet" : `fixed in ${fixedIn}`;
  return `${severity} ${id} in ${name} ${version} (${fix})`;
}

export function describeBlocked({ blocking }: Verdict, exceptionsFile: string): string {
  const more = blocking.length > NAMED ? `; and ${blocking.length - NAMED} more` : "";
  const hasSecret = blocking.some(({ finding }) => finding.kind === "secret");
  const rotate = hasSecret ? " Take the secret out of the image, and replace it where it is valid." : "";
  return `${blocking.slice(0, NAMED).map(describeBlocking).join("; ")}${more}.\n  Update what is affected.${rotate} What must pass for now needs an entry in ${exceptionsFile} with owner, reason and a last day.`;
}

function describeBlocking({ finding, expired }: Blocking): string {
  const past = expired === undefined ? "" : `, excepted until ${expired.expires} by ${expired.where}`;
  return `${describeFinding(finding)}${past}`;
}

export function describePassed(reports: readonly ScanReport[], verdict: Verdict): string {
  const { excepted, unfixable } = verdict;
  const notes = [
    `${count(Math.max(...reports.map(({ packages }) => packages)), "package")} compared`,
    systems(reports),
    ...(unfixable.length === 0 ? [] : [`${unfixable.length} without a fix: ${idsOf(unfixable)}`]),
    ...excepted.map(
      ({ finding, exception }) => `excepted: ${describeFinding(finding)}, ${granted(exception)}`,
    ),
  ];
  return notes.join("; ");
}

function systems(reports: readonly ScanReport[]): string {
  const [report] = reports;
  if (report?.system === undefined) return "no distribution known to trivy in it";
  return report.isEndOfLife ? `${report.system}, which gets no more advisories` : report.system;
}

const granted = ({ owner, expires, reason, where }: Exception): string =>
  `until ${expires} by ${owner} (${reason}; ${where})`;

const idsOf = (findings: readonly Finding[]): string => {
  const ids = [
    ...new Set(findings.map((finding) => (finding.kind === "secret" ? finding.rule : finding.id))),
  ];
  return ids.length > NAMED ? `${ids.slice(0, NAMED).join(", ")} …` : ids.join(", ");
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const FINDINGS_HEADER = ["service", "verdict", "finding", "because"] as const;

/** The findings of one service as rows of a table, the blocking ones first. */
export function rowsOf(service: string, { blocking, excepted, unfixable }: Verdict): readonly string[][] {
  const rows = [
    ...blocking.map((each) => [
      service,
      "blocks",
      describeFinding(each.finding),
      each.expired ? `exception expired on ${each.expired.expires} (${each.expired.where})` : "",
    ]),
    ...excepted.map((each: Excepted) => [
      service,
      "excepted",
      describeFinding(each.finding),
      granted(each.exception),
    ]),
    ...unfixable.map((finding) => [service, "noted", describeFinding(finding), "nothing to update to"]),
  ];
  if (rows.length <= ROWS_A_SERVICE) return rows;
  const left = rows.length - ROWS_A_SERVICE;
  return [...rows.slice(0, ROWS_A_SERVICE), [service, "", `and ${left} more: see the reports`, ""]];
}
