import { expect, test } from "vitest";
import { parseProvenance, provenanceOf, requireOwnRun } from "./provenance.ts";

const RUN = {
  GITHUB_SERVER_URL: "https://forge.example.com",
  GITHUB_REPOSITORY: "shop/platform",
  GITHUB_WORKFLOW_REF: "shop/platform/.github/workflows/deliver.yml@refs/heads/main",
  GITHUB_RUN_ID: "17",
  GITHUB_SHA: "a".repeat(40),
};

function provenance(run: NodeJS.ProcessEnv = RUN, changes: { service?: string; source?: string } = {}) {
  const facts = { service: "product", source: "a".repeat(40), platforms: ["linux/amd64"], ...changes };
  const bases = [`node:24@sha256:${"b".repeat(64)}`];
  const at = new Date(0);
  return provenanceOf({ ...facts, arguments: {}, bases, startedOn: at, finishedOn: at }, run);
}

test("AP-25 names the workflow that built, the commit, and every base by its digest", () => {
  const { buildDefinition, runDetails } = parseProvenance(JSON.stringify(provenance()), "file");
  expect(runDetails.builder.id).toBe(
    "https://forge.example.com/shop/platform/.github/workflows/deliver.yml@refs/heads/main",
  );
  expect(runDetails.metadata.invocationId).toBe("https://forge.example.com/shop/platform/actions/runs/17");
  expect(buildDefinition.resolvedDependencies).toEqual([
    { uri: "git+https://forge.example.com/shop/platform", digest: { gitCommit: "a".repeat(40) } },
    { uri: "docker://node:24", digest: { sha256: "b".repeat(64) } },
  ]);
});

test("AP-25 a job vouches for what its own run built", () => {
  expect(() => requireOwnRun(provenance(), "product", RUN, "file")).not.toThrow();
});

test.each([
  [
    "another run",
    provenance({ ...RUN, GITHUB_RUN_ID: "16" }),
    /the run is declared as .*\/16, but this is .*\/17/,
  ],
  [
    "another workflow",
    provenance({ ...RUN, GITHUB_WORKFLOW_REF: "x/y/.github/workflows/z.yml@refs/heads/z" }),
    /the builder is declared as https:\/\/forge\.example\.com\/x\/y/,
  ],
  ["another repository", provenance({ ...RUN, GITHUB_REPOSITORY: "x/y" }), /the run is declared as/],
  ["a terminal", provenance({}), /the builder is declared as https:\/\/slipway\.dev\/terminal/],
  ["another commit", provenance(RUN, { source: "c".repeat(40) }), /the commit is declared as c{40}/],
  [
    "another service",
    provenance(RUN, { service: "order" }),
    /the service is declared as order, but this is product/,
  ],
])("AP-25 but not for that of %s", (_name, claimed, reason) => {
  expect(() => requireOwnRun(claimed, "product", RUN, "file")).toThrow(reason);
});

test.each(["<html>", "{}", '{"buildDefinition": {}}'])("%s is no provenance", (text) => {
  expect(() => parseProvenance(text, "a.json")).toThrow(/a\.json: no provenance of build-image's/);
});
