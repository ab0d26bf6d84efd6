import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { repositoryRoot } from "../build/paths.ts";
import { packages, type Settings, startedBy, workflows } from "./workflows.ts";

const fileSchema = z.object({
  on: z.object({
    push: z.object({ paths: z.array(z.string()).optional(), "paths-ignore": z.array(z.string()).optional() }),
  }),
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({ uses: z.string().default(""), with: z.record(z.string(), z.unknown()).default({}) }),
      ),
    }),
  ),
});

const read = (file: string) =>
  fileSchema.parse(parse(readFileSync(join(repositoryRoot, ".github/workflows", file), "utf8")));

/** Verbs of a workflow file in the order of its jobs and steps, each with the names of its inputs. */
function stepsOf(file: string): readonly object[] {
  const steps = Object.values(read(file).jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ uses, with: inputs }) => {
    if (uses === "./.github/actions/packages") return [{ verb: packages, inputs: [] }];
    const verb = /^\.\/actions\/([\w-]+)$/.exec(uses)?.[1];
    // Tools are already on PATH.
    return verb === undefined || verb === "setup-tools" ? [] : [{ verb, inputs: Object.keys(inputs).sort() }];
  });
}

const settings: Settings = {
  registry: "r",
  nodeImage: "n",
  platform: "linux/amd64",
  scannerCache: "c",
  publicKey: "k",
  privateKey: "p",
  password: "w",
};

test.each(Object.keys(workflows))(
  "%s has the verbs of its file, in the same order, with its inputs",
  (file) => {
    const steps = workflows[file]?.map((step) =>
      step === packages
        ? { verb: packages, inputs: [] }
        : { verb: step.verb, inputs: Object.keys(step.inputs({}, settings)).sort() },
    );
    expect(steps).toEqual(stepsOf(file));
  },
);

test("a push starts the workflows whose paths match", () => {
  expect(read("deliver.yml").on.push["paths-ignore"]).toEqual(["environments/**"]);
  for (const file of ["promote.yml", "rollback.yml"])
    expect(read(file).on.push.paths).toEqual(["environments/**"]);
  expect(startedBy(["services/product/values.yaml"])).toEqual(["deliver.yml"]);
  expect(startedBy(["environments/dev/product/release/release.yaml"])).toEqual([
    "rollback.yml",
    "promote.yml",
  ]);
  expect(startedBy(["README.md", "environments/dev/environment.yaml"])).toEqual([
    ...["deliver.yml", "rollback.yml", "promote.yml"],
  ]);
});
