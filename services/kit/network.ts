import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { servicesIn } from "./folders.ts";

/**
 * `npm run network -w services/kit`: writes `network:` into each values.yaml, out of every service.yaml: who a service calls and who
 * calls it. A release then carries its own policy, and a caller that is new releases whom it calls as well.
 */

export interface Declared {
  readonly name: string;
  readonly calls?: readonly string[];
  readonly stores?: readonly string[];
}

const block = /^# Written by .*\nnetwork:\n(?: +.*\n)*/m;

/** `values` with the policy of `service` among `all`; `edge` is people's and stays. Pure. */
export function withNetwork(values: string, service: Declared, all: readonly Declared[]): string {
  const calledBy = all.filter(({ calls = [] }) => calls.includes(service.name)).map(({ name }) => name);
  const { network } = parse(values) as { network?: { edge?: boolean } };
  const lists = { calls: service.calls ?? [], calledBy, stores: service.stores ?? [] };
  const lines = Object.entries(lists).map(([key, names]) => `  ${key}: [${names.toSorted().join(", ")}]\n`);
  const edge = network?.edge === true ? "  edge: true\n" : "";
  const written = `# Written by \`npm run network -w services/kit\` from every service.yaml; only \`edge\` is set by hand.\nnetwork:\n${lines.join("")}${edge}`;
  return block.test(values) ? values.replace(block, () => written) : `${values}${written}`;
}

export function declaredIn(folder: string): readonly Declared[] {
  return servicesIn(folder).map(
    (name) => parse(readFileSync(join(folder, name, "service.yaml"), "utf8")) as Declared,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = dirname(import.meta.dirname);
  const all = declaredIn(folder);
  for (const service of all) {
    const file = join(folder, service.name, "values.yaml");
    const before = readFileSync(file, "utf8");
    const after = withNetwork(before, service, all);
    if (after === before) continue;
    writeFileSync(file, after);
    process.stdout.write(`services/${service.name}/values.yaml: network is written anew.\n`);
  }
}
