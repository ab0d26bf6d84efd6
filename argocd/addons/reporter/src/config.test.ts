import { writeFile } from "node:fs/promises";
import { Findings } from "@slipway/lib/domain/errors/user-error.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { parseConfig, readConfig, readToken, repositoryName } from "./config.ts";

const right = `repository: https://github.com/example/shop.git
cluster: main
environments:
  - {name: dev, namespace: shop-dev, project: shop-dev}
  - {name: prod, namespace: shop-prod, project: shop-prod}
clone: /var/lib/reporter/clone.git
`;

const findings = (text: string): readonly string[] => {
  try {
    parseConfig(text, "reporter.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(Findings);
    return (error as Findings).findings;
  }
  return [];
};

test("fills in defaults", () => {
  expect(parseConfig(right, "reporter.yaml")).toMatchObject({
    api: "https://api.github.com",
    workflows: {
      ref: "main",
      changed: ["gates-check.yml"],
      verdict: ["promote.yml"],
      aborted: ["rollback.yml", "promote.yml"],
      canaryEnded: ["deliver.yml"],
    },
    reporters: 1,
    argocd: { namespace: "argocd" },
    listen: { host: "0.0.0.0", port: 8080 },
    targets: [
      { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" },
      { environment: "prod", cluster: "main", namespace: "shop-prod", project: "shop-prod" },
    ],
  });
});

test("all findings are reported together, with line, key and remedy", () => {
  const wrong = right
    .replace("https://", "https://user:secret@")
    .replace("name: prod", "name: dev")
    .replace("cluster: main", "clusters: [main]")
    .concat("workflow: {file: promote.yml}\nworkflows: {changed: [../promote.yml]}\n");
  const found = findings(wrong);
  expect(found.map((finding) => finding.split(",")[0])).toEqual(
    expect.arrayContaining([
      "reporter.yaml:1: repository: no token in the URL: set SLIPWAY_TOKEN",
      "reporter.yaml: cluster: expected a name",
      "reporter.yaml:4: environments: each environment may be named once",
      "reporter.yaml:2: clusters: no such key",
      "reporter.yaml:7: workflow: no such key",
      "reporter.yaml:8: workflows.changed.0: expected the name of a workflow's file",
    ]),
  );
  expect(found.every((finding) => finding.includes("README.md shows a right configuration"))).toBe(true);
});

test("a missing file or variable is reported with its remedy", async () => {
  await expect(readConfig([], {})).rejects.toThrow(/^SLIPWAY_REPORTER_CONFIG: not set\.\n {2}Name/);
  await expect(readConfig(["--config", "/nowhere.yaml"], {})).rejects.toThrow(/^\/nowhere\.yaml: ENOENT/);
});

test("the token's file takes precedence and is read each time", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/token`;
  const env = { SLIPWAY_TOKEN: "from-variable", SLIPWAY_TOKEN_FILE: file };
  for (const token of ["first", "renewed"]) {
    await writeFile(file, `${token}\n`);
    expect(await readToken(env)).toBe(token);
  }
  expect(await readToken({ SLIPWAY_TOKEN: "from-variable" })).toBe("from-variable");
});

test("the forge's name of the repository is in its URL", () => {
  expect(repositoryName("http://127.0.0.1:3000/slipway/shop.git")).toBe("slipway/shop");
  expect(repositoryName("https://github.com/example/shop")).toBe("example/shop");
});
