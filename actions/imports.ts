/** Who imports whom in this repository, and the rules about it; `boundaries.test.ts` holds the sources to them. */
import { posix } from "node:path";

/** File → the files and packages it imports; types count as values do. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const PACKAGES: Readonly<Record<string, string>> = {
  "@slipway/lib": "actions/lib",
  "@slipway/testing": "actions/testing",
  "@slipway/actions": "actions",
};

const STATEMENT = /^(?:import|export)\b[^;"']*?(?:from\s*)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

/** `sources`: path from the repository's root → text. */
export function importsOf(sources: Readonly<Record<string, string>>): Imports {
  return new Map(
    Object.entries(sources).map(([file, text]) => [
      file,
      [...text.matchAll(STATEMENT)].map(([, from, dynamic]) => resolve(file, from ?? dynamic ?? "")),
    ]),
  );
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(file), specifier);
  const name = Object.keys(PACKAGES).find((each) => specifier.startsWith(`${each}/`));
  return name === undefined ? specifier : `${PACKAGES[name]}${specifier.slice(name.length)}`;
}

/** The lowest first: a tier imports itself and those before it. */
const TIERS = ["domain", "io", "app"] as const;
const EFFECTS =
  /^node:(?:fs|child_process|https?|net|tls|dns|timers|worker_threads)\b|^@actions\/|^@octokit\//;

const isTest = (file: string) => /\.test\.ts$|\/testing\//.test(file);
const tierOf = (file: string) => TIERS.findIndex((tier) => file.startsWith(`actions/lib/${tier}/`));

/** The folder of a verb; undefined for what verbs share and for what starts them. */
function verbOf(file: string): string | undefined {
  const [, folder] = /^actions\/([a-z-]+)\//.exec(file) ?? [];
  return folder === undefined || ["lib", "testing", "cli", "dist"].includes(folder) ? undefined : folder;
}

function tierFault(file: string, imported: string): string | undefined {
  const tier = tierOf(file);
  if (tier < 0 || isTest(file)) return undefined;
  if (tierOf(imported) > tier)
    return `${TIERS[tier]} does not import ${TIERS[tierOf(imported)]}: move one of the two`;
  if (imported.startsWith("actions/") && tierOf(imported) < 0)
    return "lib imports only itself: move what it needs into lib";
  return tier === 0 && EFFECTS.test(imported)
    ? "the domain starts no process and reads no file and no network: move this to io"
    : undefined;
}

/** A test may start other verbs, as people do after each other, but takes no fixture from their folders. */
function verbFault(file: string, imported: string): string | undefined {
  const [own, other] = [verbOf(file), verbOf(imported)];
  if (own === undefined || other === undefined || own === other) return undefined;
  if (isTest(imported)) return "fixtures that two verbs use are in actions/testing";
  const isStarted = [`actions/${other}/request.ts`, `actions/${other}/${other}.ts`].includes(imported);
  return isTest(file) && isStarted
    ? undefined
    : "verbs do not import verbs: move what both need into actions/lib";
}

const PRODUCT = /^(?:actions|argocd\/lint|argocd\/addons\/reporter\/src)\//;
const EXAMPLE = /^(?:services|local|e2e|bench)\/|^@slipway\/(?!lib\/|testing\/|actions\/)/;

function productFault(file: string, imported: string): string | undefined {
  return PRODUCT.test(file) && !isTest(file) && EXAMPLE.test(imported)
    ? "the product knows neither the example services nor the local platform"
    : undefined;
}

/** Every import that breaks a rule: file, import, and what to do about it. */
export function faultsOf(imports: Imports): readonly string[] {
  return [...imports].flatMap(([file, imported]) =>
    imported.flatMap((each) => {
      const fault = tierFault(file, each) ?? verbFault(file, each) ?? productFault(file, each);
      return fault === undefined ? [] : [`${file}: ${each}: ${fault}.`];
    }),
  );
}

/** One cycle for each group of files that import each other, as a path with the same start and end. */
export function cyclesOf(imports: Imports): readonly string[] {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(" -> "));
    if (start >= 0 || finished.has(file)) return;
    for (const each of imports.get(file) ?? []) if (imports.has(each)) visit(each, [...path, file]);
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}
