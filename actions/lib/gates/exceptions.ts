/** Vulnerabilities that were excepted for a while when the image was scanned, and whose time is over. */
import { type Exception, expiredExceptions } from "../vulnerabilities/exceptions.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface ExceptionFacts {
  readonly service: string;
  /** Ids that the scan of the release's image passed by exception; undefined where nobody recorded them. */
  readonly recorded?: readonly string[] | undefined;
  /** What security/exceptions.yaml says now; a text says why it cannot be read. */
  readonly exceptions: readonly Exception[] | string;
  readonly now: Date;
}

export function exceptionsGate({ service, recorded, exceptions, now }: ExceptionFacts): GateResult {
  if (typeof exceptions === "string") return closed("exceptions", exceptions);
  const concerned = exceptions.filter(
    ({ id, services }) => (recorded?.includes(id) ?? true) && (services?.includes(service) ?? true),
  );
  const expired = expiredExceptions(concerned, now);
  const gone = (recorded ?? []).filter((id) => concerned.every((one) => one.id !== id));
  if (expired.length === 0 && gone.length === 0) {
    const count = concerned.length;
    return open(
      "exceptions",
      count === 0 ? "no vulnerability is excepted" : `${count} excepted, none expired`,
    );
  }
  const words = [
    ...expired.map(({ id, expires, owner }) => `${id} was excepted until ${expires} by ${owner}`),
    ...gone.map((id) => `${id} is no longer excepted`),
  ];
  return closed(
    "exceptions",
    `${words.join("; ")}.\n  Release ${service} without it, or have the exception prolonged in security/exceptions.yaml.`,
    { final: true },
  );
}
