import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "./finding.ts";

/** One check of `npm run check:platform`. */
export interface Part {
  readonly name: string;
  /** What a finding of the planted mistake says; a run without it proves nothing. Absent where unit tests plant the mistakes. */
  readonly planted?: RegExp;
  /** Everything that the result depends on; the result is cached by it. Absent: never cached. */
  readonly inputs?: readonly string[];
  run(): Promise<Result>;
}

export interface Result {
  readonly findings: readonly Finding[];
  /** What the check did not cover, one sentence each. */
  readonly notCovered?: readonly string[];
}

export interface Outcome extends Result {
  readonly name: string;
  readonly seconds: number;
  readonly isCached: boolean;
}

/** Files below it are planted mistakes: what is found in them is expected. */
export const PLANTED = "eks/platform/planted/";

/** Runs a part, or reads its result of an earlier run over the same inputs. @param cache folder of results */
export async function runPart(part: Part, cache: string): Promise<Outcome> {
  const started = performance.now();
  const file = part.inputs && join(cache, `${part.name}-${digest(part.inputs)}.json`);
  const known = file && (await readFile(file, "utf8").catch(() => undefined));
  const result = known === undefined ? await judged(part) : (JSON.parse(known) as Result);
  if (file !== undefined && known === undefined) {
    await mkdir(cache, { recursive: true });
    await writeFile(file, JSON.stringify(result));
  }
  const seconds = (performance.now() - started) / 1000;
  return { name: part.name, ...result, seconds, isCached: known !== undefined };
}

/** The part's findings without the expected ones; a check that missed what was planted is a finding itself. */
async function judged(part: Part): Promise<Result> {
  const { findings, notCovered = [] } = await part.run();
  const { planted } = part;
  if (planted === undefined) return { findings, notCovered };
  const isPlanted = ({ file }: Finding) => file.startsWith(PLANTED);
  const missed = findings.some((one) => isPlanted(one) && planted.test(one.what))
    ? []
    : [
        {
          file: PLANTED,
          what: `${part.name} does not report the planted mistake (${planted.source})`,
          remedy: "The check is blind: run the tool by hand on that folder.",
        },
      ];
  return { findings: [...findings.filter((one) => !isPlanted(one)), ...missed], notCovered };
}

const digest = (inputs: readonly string[]): string => {
  const hash = createHash("sha256");
  // Lengths keep the borders between inputs.
  for (const input of inputs) hash.update(`${input.length}:${input}`);
  return hash.digest("hex").slice(0, 24);
};
