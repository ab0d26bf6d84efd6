import { expect, test } from "vitest";
import { IMAGE_CONFIGURATION, parseReport } from "./report.ts";

const report = (more: object) => ({
  SchemaVersion: 2,
  ArtifactName: "product",
  ArtifactType: "container_image",
  Metadata: {},
  ...more,
});

const parse = (content: unknown) => parseReport(JSON.stringify(content), "product");

test("a package without a fixed version has none, and the distribution's end of life is known", () => {
  const vulnerability = { VulnerabilityID: "CVE-1", PkgName: "a", InstalledVersion: "1", Severity: "HIGH" };
  const result = {
    Target: "product (debian 9)",
    Packages: [{ Name: "a" }, { Name: "b" }],
    Vulnerabilities: [vulnerability, { ...vulnerability, VulnerabilityID: "CVE-2", FixedVersion: "2" }],
  };
  const os = { Family: "debian", Name: "9", EOSL: true };
  expect(parse(report({ Metadata: { OS: os }, Results: [result] }))).toMatchObject({
    system: "debian 9",
    isEndOfLife: true,
    scanner: "unknown",
    packages: 2,
    vulnerabilities: [
      { id: "CVE-1", fixedIn: undefined },
      { id: "CVE-2", fixedIn: "2" },
    ],
  });
});

test("a secret in the configuration is distinguished from one in a file of that name", () => {
  const secret = { RuleID: "github-pat", Severity: "CRITICAL", StartLine: 3 };
  const results = ["product", "/product"].map((Target) => ({ Target, Secrets: [secret] }));
  expect(parse(report({ Results: results })).secrets.map(({ path }) => path)).toEqual([
    IMAGE_CONFIGURATION,
    "product",
  ]);
});

test.each([
  ["nothing", ""],
  ["what was cut short", '{"SchemaVersion":2'],
  ["an empty object", "{}"],
  ["another schema", JSON.stringify(report({ SchemaVersion: 3 }))],
  ["a report of something else", JSON.stringify(report({ ArtifactType: "filesystem" }))],
  [
    "a severity nobody knows",
    JSON.stringify(
      report({ Results: [{ Target: "a", Secrets: [{ RuleID: "a", Severity: "SEVERE", StartLine: 1 }] }] }),
    ),
  ],
  ["findings of another form", JSON.stringify(report({ Results: [{ Target: "a", Vulnerabilities: {} }] }))],
])("AP-24 %s is no report, so nothing is known about the image", (_name, text) => {
  expect(() => parseReport(text, "product")).toThrow(/^product: not /);
});
