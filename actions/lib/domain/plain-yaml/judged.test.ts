/** Kustomize is the judge: whatever this gate lets through, kustomize reads as this product does. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { CommandFailed, exec } from "../../io/exec/exec.ts";
import { plainYaml } from "./plain-yaml.ts";

/** Words of YAML and of what is near it; most of what they make is refused, or is no YAML. */
const WORDS = [
  ...["a", "b", "k:", "k2: v\n", "k3: ", "x: y", ": ", ":", "- ", "- - ", "-", "? ", "?", "{a: b}", "[a, b]"],
  ...["[", "]", "{", "}", ",", ", ", "#", " # ", "&", "*", "!", "%", "@", "<", "=", "<<"],
  ...[" ", "  ", "\n", "\n  ", "\n- ", "\n  - ", "\n    ", "\n\n", "\r\n", "\n ", "\t"],
  ...["'", '"', "''", '""', "'it''s'", '"q\\tq"', '"a\n  b"', "\\n", "\\x41", "\\"],
  ...["|\n", "|-\n    ", ">\n   ", "a: |2-\n", "---", "--- ", "..."],
  ...["1", "0.5", "1.0", "yes", "~", "12:30", "http://x:1", "é", "a b", "\u00a0", "\u3000"],
];
const SAMPLES = 4000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-judged-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Sample {
  readonly text: string;
  readonly spec: unknown;
}

test("what the gate lets through is read alike by kustomize", async () => {
  const values = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 });
  const texts = fc
    .sample(fc.tuple(fc.boolean(), values), SAMPLES)
    .map(
      ([isBelow, words]) =>
        `apiVersion: v1\nkind: X\nmetadata:\n  name: NAME\nspec: ${isBelow ? "\n  " : ""}${words.join("")}\n`,
    );
  const accepted = texts.flatMap((text): readonly Sample[] => {
    const { documents, findings } = plainYaml(text, "a.yaml", { documents: "one" });
    const object = documents[0]?.toJS() as Readonly<Record<string, unknown>> | undefined;
    const isWhole =
      findings.length === 0 && Object.keys(object ?? {}).join() === "apiVersion,kind,metadata,spec";
    return isWhole ? [{ text, spec: object?.spec }] : [];
  });
  expect(accepted.length).toBeGreaterThan(SAMPLES / 20);
  for (let from = 0; from < accepted.length; from += BATCH) await compare(accepted.slice(from, from + BATCH));
});

const BATCH = 60;

async function compare(samples: readonly Sample[]): Promise<void> {
  const built = await kustomize(samples);
  if (built === undefined) {
    // Kustomize refuses one of them, which is as good: the others are still to be seen.
    const half = samples.length >> 1;
    if (half === 0) return;
    await compare(samples.slice(0, half));
    return compare(samples.slice(half));
  }
  expect(built).toEqual(samples.map(({ spec }) => spec ?? null));
}

async function kustomize(samples: readonly Sample[]): Promise<readonly unknown[] | undefined> {
  const names = samples.map((_, index) => `x${index}`);
  await Promise.all(
    samples.map(({ text }, index) =>
      writeFile(join(folder, `x${index}.yaml`), text.replace("NAME", `x${index}`)),
    ),
  );
  const resources = names.map((name) => `${name}.yaml`);
  await writeFile(
    join(folder, "kustomization.yaml"),
    JSON.stringify({ resources, sortOptions: { order: "fifo" } }),
  );
  try {
    const { stdout } = await exec("kustomize", ["build", folder], { timeoutMs: 60_000 });
    const objects = parseAllDocuments(stdout).map((document): unknown => document.toJS());
    return objects.map((object) => (object as { spec?: unknown }).spec ?? null);
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}
