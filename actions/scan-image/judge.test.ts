import type { Exception } from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import { type ScanReport, SEVERITIES } from "@slipway/lib/domain/vulnerabilities/report.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, type Policy } from "./judge.ts";

const ids = fc.constantFrom("CVE-2099-1", "CVE-2099-2");
const packages = fc.constantFrom("a", "b");
const vulnerability = fc.record({
  id: ids,
  package: packages,
  version: fc.constant("1.0.0"),
  fixedIn: fc.constantFrom(undefined, "1.0.1"),
  severity: fc.constantFrom(...SEVERITIES),
  target: fc.constant("Node.js"),
});
const secret = fc.record({
  rule: fc.constantFrom("github-pat", "private-key"),
  severity: fc.constantFrom(...SEVERITIES),
  path: fc.constantFrom("app/main.js", "app/key"),
  line: fc.constant(1),
});
const report: fc.Arbitrary<ScanReport> = fc.record({
  scanner: fc.constant("0.74.0"),
  system: fc.constant(undefined),
  isEndOfLife: fc.constant(false),
  packages: fc.constant(1),
  vulnerabilities: fc.array(vulnerability, { maxLength: 4 }),
  secrets: fc.array(secret, { maxLength: 2 }),
});
const exception: fc.Arbitrary<Exception> = fc.record({
  id: fc.oneof(ids, fc.constantFrom("github-pat")),
  package: fc.option(packages, { nil: undefined }),
  path: fc.constantFrom("app/main.js"),
  services: fc.constantFrom(undefined, ["product"], ["order"]),
  owner: fc.constant("@a"),
  reason: fc.constant("a reason that says why"),
  expires: fc.constantFrom("2026-06-14", "2026-06-15"),
  where: fc.constant("security/exceptions.yaml:1"),
});
const policy: fc.Arbitrary<Policy> = fc.record({
  severities: fc.subarray([...SEVERITIES], { minLength: 1 }),
  unfixable: fc.constantFrom("pass", "block"),
  exceptions: fc.array(exception, { maxLength: 3 }),
  now: fc.constant(new Date("2026-06-15T12:00:00Z")),
});

test("every grave finding has exactly one verdict, and no other has any", () => {
  fc.assert(
    fc.property(fc.array(report, { maxLength: 2 }), policy, (reports, rules) => {
      const { blocking, excepted, unfixable } = judge("product", reports, rules);
      const judged = [...blocking, ...excepted].map(({ finding }) => finding).concat(unfixable);
      const grave = reports.flatMap((each) => [
        ...each.secrets.map((found) => ({ ...found, kind: "secret" })),
        ...each.vulnerabilities
          .filter(({ severity }) => rules.severities.includes(severity))
          .map((found) => ({ ...found, kind: "vulnerability" })),
      ]);
      const distinct = (findings: readonly object[]) =>
        findings.map((each) => JSON.stringify(each, Object.keys(each).sort()));
      expect(distinct(judged).sort()).toEqual([...new Set(distinct(grave))].sort());
    }),
  );
});

test("nothing passes but by an exception in force for it, or because no version fixes it", () => {
  fc.assert(
    fc.property(report, policy, (found, rules) => {
      const { excepted, unfixable } = judge("product", [found], rules);
      for (const finding of unfixable) {
        expect(rules.unfixable).toBe("pass");
        expect(finding).toMatchObject({ kind: "vulnerability", fixedIn: undefined });
      }
      for (const { finding, exception: by } of excepted) {
        expect(by.expires).toBe("2026-06-15");
        expect(by.services ?? ["product"]).toContain("product");
        expect(finding.kind === "secret" ? finding.rule : finding.id).toBe(by.id);
        if (finding.kind === "secret") expect(finding.path).toBe(by.path);
        else expect(by.package ?? finding.package).toBe(finding.package);
      }
    }),
  );
});

test("without exceptions each fixable finding of a severity that blocks does block", () => {
  fc.assert(
    fc.property(report, policy, (found, rules) => {
      const { blocking, excepted } = judge("product", [found], { ...rules, exceptions: [] });
      const fixable = found.vulnerabilities.filter(
        ({ severity, fixedIn }) => rules.severities.includes(severity) && fixedIn !== undefined,
      );
      expect(excepted).toEqual([]);
      for (const each of [...fixable, ...found.secrets])
        expect(blocking.map(({ finding }) => finding)).toContainEqual(expect.objectContaining(each));
    }),
  );
});
