import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { defineRequest } from "../../app/request/request.ts";
import { withSettings } from "../../app/request/settings.ts";
import { botInputs, branchInput, firstEnvironmentInput } from "../../app/request/shared-inputs.ts";
import { Findings } from "../errors/user-error.ts";
import { configSchema, DEFAULTS, imageName, projectName } from "./config.ts";
import { configJsonSchema } from "./json-schema.ts";
import { parseConfig, readConfig } from "./read.ts";

const root = new URL("../../../../", import.meta.url);

test("no file and an empty one are the defaults", async () => {
  expect(await readConfig(treeOf({}))).toEqual(DEFAULTS);
  expect(parseConfig("# nothing yet\n")).toEqual(DEFAULTS);
});

test("names come out of the templates", () => {
  const config = parseConfig(
    "product: bank\nimage: 'teams/{product}-{service}'\nprojects: '{environment}-{product}'\n",
  );
  expect(imageName(config, "ledger")).toBe("teams/bank-ledger");
  expect(projectName(config, "prod")).toBe("prod-bank");
});

test("everything wrong is reported at once, each with key, line, value and remedy", () => {
  const text = `product: Bank
services: [/srv]
image: "{product}"
repository: https://user:token@example.com/a.git
chart: ../chart
build: {prepare: ""}
colour: red
`;
  let findings: readonly string[] = [];
  try {
    parseConfig(text);
  } catch (error) {
    findings = error instanceof Findings ? error.findings : [];
  }
  const all = findings.join("\n");
  expect(findings.length).toBeGreaterThanOrEqual(7);
  expect(all).toMatch(/slipway\.yaml:1: product: .*got "Bank"/);
  expect(all).toMatch(/slipway\.yaml:2: services\.0: .*got "\/srv"/);
  expect(all).toMatch(/slipway\.yaml:3: image: \{service\} is missing/);
  expect(all).toMatch(/slipway\.yaml:4: repository: an address without a user and a token/);
  expect(all).toMatch(/slipway\.yaml:5: chart: /);
  expect(all).toMatch(/slipway\.yaml:6: build\.prepare: /);
  expect(all).toMatch(/slipway\.yaml:7: .*colour/);
  expect(findings.every((finding) => finding.includes("docs/adopt.md"))).toBe(true);
});

test("slipway.schema.json matches the code (renew it with: node actions/write-schema.ts)", () => {
  const file = new URL("actions/slipway.schema.json", root);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(configJsonSchema());
});

test("this repository's own slipway.yaml is right", () => {
  const text = readFileSync(new URL("slipway.yaml", root), "utf8");
  expect(configSchema.safeParse(parse(text)).success).toBe(true);
  expect(parseConfig(text).repository).toBe("https://github.com/slipway-dev/slipway.git");
});

const request = defineRequest({
  verb: "deliver",
  summary: "Delivers.",
  inputs: { branch: branchInput("Where."), environment: firstEnvironmentInput("First."), ...botInputs },
  outputs: {},
});

test("an omitted input gets slipway.yaml's value, a given one keeps its own", async () => {
  await using folder = await temporaryFolder();
  expect(request.parse(await withSettings(request.inputs, {}, folder.path))).toMatchObject({
    branch: "main",
    environment: "dev",
  });
  await writeFile(
    join(folder.path, "slipway.yaml"),
    "branch: trunk\nfirstEnvironment: test\nbot: {name: b, email: b@c.de}\n",
  );
  const raw = await withSettings(request.inputs, { branch: "other" }, folder.path);
  expect(request.parse(raw)).toEqual({
    branch: "other",
    environment: "test",
    botName: "b",
    botEmail: "b@c.de",
  });
});

test("a broken slipway.yaml stops a verb", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "slipway.yaml"), "branch: -x\n");
  await expect(withSettings(request.inputs, {}, folder.path)).rejects.toThrow(
    /slipway\.yaml:1: branch: .*got "-x"/,
  );
});
