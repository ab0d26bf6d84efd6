/** The parts of `npm run check:platform` that need no tool; the tools' own planted mistakes are in every run (planted/). */
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import type { Resource } from "../generate/stack.ts";
import { reasonFindings } from "./exceptions.ts";
import { type Finding, parseFinding, table } from "./finding.ts";
import { type Part, PLANTED, runPart } from "./part.ts";
import { type Resources, replacements } from "./replacement.ts";

const database = (Properties: Resource["Properties"]): Resources => ({
  Database: { Type: "AWS::RDS::DBInstance", DeletionPolicy: "Snapshot", Properties },
});
const text = "Resources:\n  Database:\n    Properties:\n      DBSubnetGroupName: b\n";
const createOnly = async () => ["DBSubnetGroupName", "EncryptionConfiguration/KmsKey"];
const update = (before: Resources, after: Resources) =>
  replacements("stack.yaml", text, before, after, createOnly);

test("a property that cannot change in place is named with its line; one that can is not", async () => {
  const before = database({ DBSubnetGroupName: "a", BackupRetentionPeriod: 7 });
  expect(await update(before, database({ DBSubnetGroupName: "a", BackupRetentionPeriod: 1 }))).toEqual([]);
  expect(await update(before, database({ DBSubnetGroupName: "b", BackupRetentionPeriod: 7 }))).toMatchObject([
    { file: "stack.yaml", line: 4, what: "Database: a change of DBSubnetGroupName replaces it" },
  ]);
});

test("a property inside another counts, and so does one that appears or leaves", async () => {
  const keyed = (KmsKey: string) => database({ EncryptionConfiguration: { EncryptionType: "KMS", KmsKey } });
  const found = [
    { what: "Database: a change of EncryptionConfiguration.KmsKey replaces it", line: 3 },
  ] as const;
  expect(await update(keyed("one"), keyed("other"))).toMatchObject(found);
  expect(await update(keyed("one"), database({}))).toMatchObject(found);
  expect(await update(database({}), keyed("one"))).toMatchObject(found);
});

test("a lasting resource that leaves its stack, and a password that is made anew, are findings", async () => {
  expect(await update(database({}), {})).toMatchObject([
    { what: "Database: AWS::RDS::DBInstance leaves the stack (DeletionPolicy Snapshot)" },
  ]);
  const secret = (PasswordLength: number): Resources => ({
    Password: {
      Type: "AWS::SecretsManager::Secret",
      Properties: { GenerateSecretString: { PasswordLength } },
    },
  });
  expect(await update(secret(48), secret(32))).toMatchObject([
    { what: "Password: a change of GenerateSecretString makes a new password" },
  ]);
});

test("ES-25 a check that does not report what was planted is a finding; what it did report is expected", async () => {
  await using folder = await temporaryFolder();
  const seen: Finding = { file: `${PLANTED}stack.yaml`, what: "X1: planted", remedy: "" };
  const real: Finding = { file: "eks/stacks/a.yaml", what: "X1: real", remedy: "" };
  const part = (findings: readonly Finding[]): Part => ({
    name: "linter",
    planted: /^X1/,
    run: async () => ({ findings }),
  });
  expect((await runPart(part([seen, real]), folder.path)).findings).toEqual([real]);
  expect((await runPart(part([]), folder.path)).findings).toMatchObject([
    { file: PLANTED, what: "linter does not report the planted mistake (^X1)" },
  ]);
});

test("a result is cached by its inputs, and a failed run is not cached", async () => {
  await using folder = await temporaryFolder();
  let runs = 0;
  const part = (...inputs: string[]): Part => ({
    name: "counted",
    inputs,
    run: async () => {
      runs++;
      if (runs === 1) throw new Error("no network");
      return { findings: [], notCovered: [`run ${runs}`] };
    },
  });
  await expect(runPart(part("a", "b"), folder.path)).rejects.toThrow("no network");
  expect(await runPart(part("a", "b"), folder.path)).toMatchObject({ isCached: false });
  expect(await runPart(part("a", "b"), folder.path)).toMatchObject({ isCached: true, notCovered: ["run 2"] });
  expect(await runPart(part("ab", ""), folder.path)).toMatchObject({ isCached: false });
});

test("an exception without a reason is a finding", () => {
  const stack = (metadata: string) =>
    new Map([["s.yaml", `Resources:\n  Database:\n    Type: T\n    Metadata: ${metadata}\n`]]);
  const found = (id: string) => [
    { file: "s.yaml", line: 4, what: `Database: the exception from ${id} has no reason` },
  ];
  expect(
    reasonFindings(stack("{ checkov: { skip: [{ id: CKV_1, comment: one copy is enough }] } }")),
  ).toEqual([]);
  expect(reasonFindings(stack("{ checkov: { skip: [{ id: CKV_1, comment: ' ' }] } }"))).toMatchObject(
    found("CKV_1"),
  );
  expect(reasonFindings(stack("{ cfn-lint: { config: { ignore_checks: [W1] } } }"))).toMatchObject(
    found("W1"),
  );
});

test("a message becomes a row with file, line, what and remedy; a path has the line of its nearest key", () => {
  const yaml = "Resources:\n  Role:\n    Properties:\n      Policies:\n        - Effect: Allow\n";
  const rows = [
    parseFinding("a.yaml:3: vpc: expected one.\n  Add it."),
    parseFinding("b.yaml: Resources.Role.Properties.Policies.0.Action: too wide.\n  List them.", () => yaml),
    parseFinding("c.yaml: is stale.\n  Renew it."),
  ];
  expect(rows.map(({ file, line }) => [file, line])).toEqual([
    ["a.yaml", 3],
    ["b.yaml", 5],
    ["c.yaml", undefined],
  ]);
  const all = rows.map((row) => ({ part: "clusters", ...row }));
  expect(table(all, 62).split("\n")).toEqual([
    "check     where     what                            remedy",
    "clusters  a.yaml:3  vpc: expected one.              Add it.",
    "clusters  b.yaml:5  Resources.Role.Properties.Poli  List them.",
    "                    cies.0.Action: too wide.",
    "clusters  c.yaml    is stale.                       Renew it.",
  ]);
  expect(table(all).split("\n")[1]).toMatch(/^clusters {2}a\.yaml:3 {2}vpc: expected one\. +Add it\.$/);
});
