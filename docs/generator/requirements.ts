/** The requirements, and the tests that carry their numbers. */
import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Section {
  readonly title: string;
  readonly requirements: Readonly<Record<string, Requirement>>;
}

export interface Requirement {
  readonly text: string;
  /** What no numbered test covers. */
  readonly note?: string;
}

/** Number of a requirement → paths of the test files in which a test carries the number. */
export type Coverage = ReadonlyMap<string, ReadonlySet<string>>;

const TITLE = /(["'`])((?:(?:AP|PP|AG|AC|SP|ES|ET|EF)-\d+:? )+)/g;

/** Order of the sections: that of requirements.yaml. */
export function readRequirements(): readonly Section[] {
  return parse(readFileSync(new URL("requirements.yaml", import.meta.url), "utf8")) as readonly Section[];
}

/** Numbers in the titles of a test file, once for each test. */
export function numbersIn(source: string): readonly string[] {
  return [...source.matchAll(TITLE)].flatMap(([, , numbers = ""]) => numbers.trim().split(/:? /)).map(bare);
}

function bare(number: string): string {
  return number.replace(":", "");
}

export function coverage(root: URL): Coverage {
  const found = new Map<string, Set<string>>();
  const pattern =
    "{actions,argocd,e2e,eks,environments,local,rollouts,services}/**/{*.test,*.e2e,contract}.ts";
  const files = globSync(pattern, { cwd: root.pathname, exclude: ["**/node_modules/**", "**/dist/**"] });
  for (const file of files.sort()) {
    for (const number of numbersIn(readFileSync(new URL(file, root), "utf8"))) {
      found.set(number, (found.get(number) ?? new Set<string>()).add(file));
    }
  }
  return found;
}

/** Requirements without a test or a note, and numbers in test names that are no requirement. */
export function faults(sections: readonly Section[], covered: Coverage): readonly string[] {
  const known = new Map(sections.flatMap(({ requirements }) => Object.entries(requirements)));
  const bareOnes = [...known]
    .filter(([number, { note }]) => !covered.has(number) && note === undefined)
    .map(([number]) => `${number}: no test carries this number and no note says why.`);
  const unknown = [...covered]
    .filter(([number]) => !known.has(number))
    .map(([number, tests]) => `${number}: not in requirements.yaml, but in ${[...tests].join(", ")}.`);
  return [...bareOnes, ...unknown];
}
