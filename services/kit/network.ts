import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { servicesIn } from "./folders.ts";

/**
 * `npm run network -w services/kit` writes `network:` into each values.yaml from every service.yaml: the
 * services that it calls and that call it. So a release contains its own policy, and a new call releases both
 * services.
 */

/** A called service, by name only, or with the requests. */
export type Call =
  | string
  | { readonly service: string; readonly http?: readonly object[]; readonly grpc?: readonly string[] };

export interface Declared {
  readonly name: string;
  readonly calls?: readonly Call[];
  readonly stores?: readonly string[];
}

const block = /^# Written by .*\nnetwork:\n(?: +.*\n)*/m;

/** `values` with the policy of `service` among `all`; `edge` is edited by people and stays. Pure. */
export function withNetwork(values: string, service: Declared, all: readonly Declared[]): string {
  const calledBy = all.flatMap(({ name, calls = [] }) =>
    calls.flatMap((one) => asCaller(name, one, service.name)),
  );
  const { network } = parse(values) as { network?: { edge?: boolean } };
  const lists = {
    calls: (service.calls ?? []).map(calledIn).toSorted(),
    calledBy: calledBy.toSorted((one, other) => calledIn(one).localeCompare(calledIn(other))),
    stores: (service.stores ?? []).toSorted(),
  };
  const lines = Object.entries(lists).map(
    ([key, entries]) => `  ${key}: [${entries.map(inline).join(", ")}]\n`,
  );
  const edge = network?.edge === true ? "  edge: true\n" : "";
  const written = `# Written by \`npm run network -w services/kit\` from every service.yaml; only \`edge\` is set manually.\nnetwork:\n${lines.join("")}${edge}`;
  return block.test(values) ? values.replace(block, () => written) : `${values}${written}`;
}

/** Name of the called service. */
export const calledIn = (call: Call): string => (typeof call === "string" ? call : call.service);

/** The other side of a call to `called`: the caller, and the requests if they are declared. */
function asCaller(name: string, call: Call, called: string): readonly Call[] {
  if (calledIn(call) !== called) return [];
  const isNameAlone = typeof call === "string" || (call.http ?? call.grpc) === undefined;
  return [isNameAlone ? name : { ...call, service: name }];
}

const inline = (entry: Call): string => stringify(entry, { collectionStyle: "flow", lineWidth: 0 }).trim();

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
    process.stdout.write(`services/${service.name}/values.yaml: network is written again.\n`);
  }
}
