/** The programs that read the files say whether a value was written as text. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { applyEdits, kustomizationEdits, openYaml, pathEdits } from "./pins.ts";

const run = promisify(execFile);
const DIGEST = `sha256:${"b".repeat(64)}`;
const STYLES = ["old", "'old'", '"old"', "1.9", "old # c"];

/** Words and numbers of YAML 1.1, YAML 1.2, go-yaml, JSON and C. */
const KNOWN = `
  y Y n N yes Yes YES no No NO on On ON off Off OFF true True TRUE false False FALSE null Null NULL nil none
  0 1 007 08 0777 0o17 0x1f 0X1F 0b101 -0b1 +1 -1 1_000 20240131_1 1__0 _1 1_ 12e03 706798e8 1e5 1E5 1e+5 1.e5 .5 5. 1.5 1.10
  +1.5 -.5 1.5_0 0x1p-2 0xCafe_Babe .inf -.inf +.INF .nan .NaN .NAN NaN nan inf Infinity
  12:30 12:30:45 1:20 190:20:30 1:2.5 2024-01-31 2024-1-3 2001-12-14t21:59:43 2024-01-31T12:00:00Z 2024.01.31
  1.2.3 1.2 1.2.3-rc.1 1.2.3e5 0.0.0 1.2.3_4 v1 4f2c1aa 1234567 0123456 1b2c3d4 00e1 9e99 1e400 0e0
`
  .trim()
  .split(/\s+/);

const tag = fc.oneof(
  fc.constantFrom(...KNOWN),
  fc.string({ unit: fc.constantFrom(..."0123456789_.-+eExXoObBnyNYa"), minLength: 1, maxLength: 12 }),
);
const value = fc.oneof(
  tag,
  fc.constantFrom(
    "~",
    "-",
    "--",
    "---",
    "...",
    "?",
    ":",
    "a:",
    "a:b",
    "#",
    "a#b",
    "<<",
    "=",
    "!",
    "!!str",
    "&a",
    "*a",
    "@a",
    "`",
    "%",
  ),
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 12,
  }),
);

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "judges-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test("kustomize renders every tag as it was pinned", async () => {
  await using place = await folder();
  const property = fc.asyncProperty(fc.array(tag, { minLength: 150, maxLength: 150 }), async (drawn) => {
    const tags = [...KNOWN, ...drawn];
    const lines = tags.map((_, index) =>
      index % 2 === 0
        ? `- name: i${index}\n  newTag: ${STYLES[index % STYLES.length]}\n  digest: x\n`
        : `- {name: i${index}, newTag: ${STYLES[index % 3]}, digest: x}\n`,
    );
    const yaml = openYaml(`resources: [pod.yaml]\nimages:\n${lines.join("")}`, "kustomization.yaml");
    const edits = tags.flatMap(
      (each, index) => kustomizationEdits(yaml, `i${index}`, { tag: each, digest: DIGEST }).edits,
    );
    const containers = tags.map((_, index) => ({ name: `c${index}`, image: `i${index}` }));
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: { containers } };
    await writeFile(join(place.path, "pod.yaml"), JSON.stringify(pod));
    await writeFile(join(place.path, "kustomization.yaml"), applyEdits(yaml, edits));
    const { stdout } = await run("kustomize", ["build", place.path], { maxBuffer: 1e8 });
    const rendered = parse(stdout) as { spec: { containers: { image: string }[] } };
    expect(rendered.spec.containers.map(({ image }) => image)).toEqual(
      tags.map((each, index) => `i${index}:${each}@${DIGEST}`),
    );
  });
  await fc.assert(property, { numRuns: 3 });
}, 60_000);

test("Helm reads every value as the text that was pinned, also where aliases and merges are about", async () => {
  await using place = await folder();
  await mkdir(join(place.path, "templates"));
  await writeFile(join(place.path, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 0.1.0\n");
  await writeFile(join(place.path, "templates/all.yaml"), "all: {{ toJson .Values.pins }}\n");
  const property = fc.asyncProperty(fc.array(value, { minLength: 150, maxLength: 150 }), async (drawn) => {
    const values = [...KNOWN, ...drawn];
    const lines = values.map((_, index) =>
      index % 2 === 0
        ? `  k${index}: ${STYLES[index % STYLES.length]}\n`
        : `  k${index}: {tag: ${STYLES[index % 3]}, on: *pull, <<: *one, <<: *two}\n`,
    );
    const head = "x-pull: &pull Always\nx-one: &one {a: 1}\nx-two: &two {<<: *one, b: 2}\npins:\n";
    const yaml = openYaml(head + lines.join(""), "values.yaml");
    const pathOf = (index: number) =>
      index % 2 === 0 ? ["pins", `k${index}`] : ["pins", `k${index}`, "tag"];
    const edits = values.flatMap((each, index) => pathEdits(yaml, pathOf(index), each).edits);
    await writeFile(join(place.path, "values.yaml"), applyEdits(yaml, edits));
    const { stdout } = await run("helm", ["template", "x", place.path], { maxBuffer: 1e8 });
    const { all } = parse(stdout) as { all: Record<string, string | { tag: string }> };
    const read = values.map((_, index) => {
      const found = all[`k${index}`];
      return typeof found === "object" ? found.tag : found;
    });
    expect(read).toEqual(values);
  });
  await fc.assert(property, { numRuns: 3 });
}, 60_000);
