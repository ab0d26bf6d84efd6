/** What doctor asks of a repository that keeps its own files and pipeline. */
import {
  declaration,
  digestOf,
  overlay,
  overlayPath,
  startTeam,
  type Team,
} from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";
import * as z from "zod";
import { doctor } from "./doctor.ts";
import { request } from "./request.ts";

const findings = z.array(
  z.object({ id: z.string(), state: z.string(), isRequired: z.boolean(), found: z.string().optional() }),
);

async function look(team: Team) {
  const { outputs } = await doctor(request.parse({ reporters: "bank-reporter" }), team.look(true));
  const all = findings.parse(JSON.parse(outputs.findings ?? ""));
  return (id: string) => all.find((each) => each.id === id);
}

test("its pins are read; the workflows, the signing and the Argo CD of releases are not asked of it", async () => {
  await using team = await startTeam({});
  const of = await look(team);
  expect(of("pins/orders")).toMatchObject({ state: "met" });
  for (const id of ["workflows/files", "signing/identity", "argocd/repository"]) {
    expect(of(id), id).toMatchObject({ state: "not asked" });
  }
  expect(of("heartbeat/dev")).toMatchObject({ state: "missing", isRequired: false });
});

test("where health is required, a reporter is", async () => {
  await using team = await startTeam({ health: "required" });
  expect((await look(team))("heartbeat/dev")).toMatchObject({ state: "missing", isRequired: true });
});

const place = (name: string) => `      ${name}: {file: ${overlayPath(name)}, image: acme/orders}\n`;

test.each([
  [
    "a file that is gone",
    { "slipway.yaml": declaration("optional", "      dev: {file: gone.yaml, image: x}\n") },
    /gone\.yaml/,
  ],
  ["the first pin without a digest", { [overlayPath("dev")]: overlay("1.0.0") }, /the tag 1\.0\.0 alone/],
  [
    "another registry",
    { [overlayPath("prod")]: overlay("1.0.0", digestOf("a")).replace("registry.test", "elsewhere.test") },
    /elsewhere\.test\/acme\/orders, which is not in registry\.test/,
  ],
  [
    "an environment that is left out",
    { "slipway.yaml": declaration("optional", place("dev") + place("prod")) },
    /prod comes after staging, which is not declared/,
  ],
])("planted: %s", async (_, files, words) => {
  await using team = await startTeam({ files });
  expect((await look(team))("pins/orders")).toMatchObject({
    state: "missing",
    isRequired: true,
    found: expect.stringMatching(words),
  });
});
