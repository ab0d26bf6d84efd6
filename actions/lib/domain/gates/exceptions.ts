/** Vulnerabilities that were excepted for a while when the image was scanned, and whose time is over. */
import { covers, type Exception, expiredExceptions } from "../vulnerabilities/exceptions.ts";
import type { Excused } from "../vulnerabilities/scan-record.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface ExceptionFacts {
  readonly service: string;
  /** Findings that the scan of the release's image accepted by exception; undefined without a record. */
  readonly recorded?: readonly Excused[] | undefined;
  /** What security/exceptions.yaml says now; a text says why it cannot be read. */
  readonly exceptions: readonly Exception[] | string;
  readonly now: Date;
}

/** Without a record every exception of the service counts, because the image may have needed any of them. */
export function exceptionsGate({ service, recorded, exceptions, now }: ExceptionFacts): GateResult {
  if (typeof exceptions === "string") return closed("exceptions", exceptions);
  const words =
    recorded === undefined
      ? exceptionsOver(concerning(exceptions, service), now)
      : recorded.flatMap((each) => whyClosed(each, { service, exceptions, now }));
  if (words.length === 0) {
    const count = recorded?.length ?? concerning(exceptions, service).length;
    return open(
      "exceptions",
      count === 0 ? "no vulnerability is excepted" : `${count} excepted, none expired`,
    );
  }
  return closed(
    "exceptions",
    `${[...new Set(words)].join("; ")}.\n  Release ${service} without it, or extend the exception in security/exceptions.yaml.`,
    { final: true },
  );
}

const concerning = (exceptions: readonly Exception[], service: string): readonly Exception[] =>
  exceptions.filter(({ services }) => services?.includes(service) ?? true);

const exceptionsOver = (exceptions: readonly Exception[], now: Date): readonly string[] =>
  expiredExceptions(exceptions, now).map(
    ({ id, expires, owner }) => `${id} was excepted until ${expires} by ${owner}`,
  );

/** An exception may be renewed by another entry: one valid entry is enough. */
function whyClosed(
  excused: Excused,
  { service, exceptions, now }: { service: string; exceptions: readonly Exception[]; now: Date },
): readonly string[] {
  const covering = exceptions.filter((each) => covers(each, service, excused.finding));
  const over = exceptionsOver(covering, now);
  if (covering.length === 0) return [noLonger(excused)];
  return over.length < covering.length ? [] : over;
}

function noLonger({ finding }: Excused): string {
  return finding.kind === "secret"
    ? `${finding.rule} is no longer excepted in ${finding.path}`
    : `${finding.id} is no longer excepted in ${finding.package}`;
}
