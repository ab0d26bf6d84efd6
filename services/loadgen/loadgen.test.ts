import { execa } from "execa";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { journeys } from "../journeys/journeys.ts";
import { servicesIn } from "../kit/folders.ts";
import { mix, nextJourney } from "./mix.ts";

test("k6 and the tests' driver send the same customers, with the same frequency", () => {
  expect(mix).toEqual(journeys.map(({ name, share }) => ({ name, share })));
});

test("every chance is a journey's, in its share", () => {
  const drawn = Array.from({ length: 100 }, (_, index) => nextJourney(index / 100));
  const counts = mix.map(({ name }) => ({ name, share: drawn.filter((one) => one === name).length }));
  expect(counts).toEqual(mix);
  expect(() => nextJourney(1)).toThrow(/no journey for 1/);
});

test("it is not a service, so nothing of it is built or delivered", () => {
  expect(servicesIn(`${import.meta.dirname}/..`)).not.toContain("loadgen");
});

const job = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([z.object({ image: z.string(), args: z.array(z.string()) })]),
        volumes: z.tuple([z.object({ configMap: z.object({ name: z.string() }) })]),
      }),
    }),
  }),
});
const configMap = z.object({
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});

test("the Job mounts all files that the script imports, and pulls k6's own image by version", async () => {
  const { stdout } = await execa("kustomize", ["build", import.meta.dirname], { timeout: 30_000 });
  const documents = parseAllDocuments(stdout).map((one) => one.toJS() as { kind: string });
  const { spec } = job.parse(documents.find(({ kind }) => kind === "Job")).spec.template;
  const { metadata, data } = configMap.parse(documents.find(({ kind }) => kind === "ConfigMap"));
  const [k6] = spec.containers;
  expect(spec.volumes[0].configMap.name).toBe(metadata.name);
  expect(data).toHaveProperty([k6.args.at(-1)?.replace("/scripts/", "") ?? ""]);
  const imported = Object.values(data).flatMap((text) => [...text.matchAll(/from "\.\/(.*?)"/g)]);
  expect(imported.length).toBeGreaterThan(3);
  for (const [, file = ""] of imported) expect(data).toHaveProperty([file]);
  expect(k6.image).toMatch(/^grafana\/k6:\d+\.\d+\.\d+$/);
});
