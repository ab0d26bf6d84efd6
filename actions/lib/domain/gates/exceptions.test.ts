import { expect, test } from "vitest";
import { parseExceptions } from "../vulnerabilities/exceptions.ts";
import type { Excused } from "../vulnerabilities/scan-record.ts";
import { exceptionsGate } from "./exceptions.ts";

const EXCEPTIONS = `exceptions:
  - id: CVE-2026-0001
    owner: "@shop/product"
    reason: not reachable from outside
    expires: 2026-01-10
    services: [product]
`;

const excepted = (now: string, change: Partial<Parameters<typeof exceptionsGate>[0]> = {}) =>
  exceptionsGate({
    service: "product",
    exceptions: parseExceptions(EXCEPTIONS, "security/exceptions.yaml"),
    now: new Date(now),
    ...change,
  });

test("exceptions: closed when one for the service has expired, or the file cannot be read", () => {
  expect(excepted("2026-01-10T23:59:59Z")).toMatchObject({ open: true, detail: "1 excepted, none expired" });
  expect(excepted("2026-01-11T00:00:00Z")).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^CVE-2026-0001 was excepted until 2026-01-10 by @shop\/product/),
  });
  expect(excepted("2026-01-11T00:00:00Z", { service: "order" })).toMatchObject({ open: true });
  expect(excepted("2026-01-01T00:00:00Z", { exceptions: "unreadable" })).toMatchObject({ open: false });
});

const excused = (id: string, name = "left-pad"): Excused => ({
  finding: { kind: "vulnerability", id, package: name, version: "1.0.0", severity: "HIGH" },
  exception: { owner: "@shop/product", reason: "not reachable from outside", expires: "2026-01-10" },
});

test("exceptions: the scan record counts; removing the entry opens nothing", () => {
  const recorded = [excused("CVE-2026-0002")];
  expect(excepted("2026-02-01T00:00:00Z", { recorded: [] })).toMatchObject({ open: true });
  expect(excepted("2026-01-01T00:00:00Z", { recorded })).toMatchObject({
    open: false,
    reason: expect.stringMatching(/^CVE-2026-0002 is no longer excepted/),
  });
});

test("exceptions: closed when one that this image needed has expired, and open when it was renewed", () => {
  const recorded = [excused("CVE-2026-0001")];
  expect(excepted("2026-01-10T23:59:59Z", { recorded })).toMatchObject({ open: true });
  expect(excepted("2026-01-11T00:00:00Z", { recorded })).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^CVE-2026-0001 was excepted until 2026-01-10 by @shop\/product/),
  });
  const later = EXCEPTIONS.replace("exceptions:\n", "").replace("2026-01-10", "2026-03-01");
  const renewed = (text: string) => ({ recorded, exceptions: parseExceptions(EXCEPTIONS + text, "x.yaml") });
  expect(excepted("2026-01-11T00:00:00Z", renewed(later))).toMatchObject({ open: true });
  const elsewhere = later.replace("[product]", "[order]");
  expect(excepted("2026-01-11T00:00:00Z", renewed(elsewhere))).toMatchObject({ open: false });
  const another = `${later}    package: right-pad\n`;
  expect(excepted("2026-01-11T00:00:00Z", renewed(another))).toMatchObject({ open: false });
});
