/** What `adopt --pins` writes: the declaration, and the policy of each environment. */
import { posix } from "node:path";
import { stringify } from "yaml";
import type { FoundPin } from "./look.ts";

export interface Declared {
  readonly product: string;
  readonly repository: string | undefined;
  readonly environments: readonly string[];
  readonly found: readonly FoundPin[];
}

export function declarationText({ product, repository, environments, found }: Declared): string {
  const services = Map.groupBy(found, ({ service }) => service);
  const places = [...services]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([service, own]) => {
      const byEnvironment = environments.flatMap((name) => {
        const place = own.find(({ environment }) => environment === name)?.place;
        return place === undefined ? [] : [[name, place] as const];
      });
      return [service, Object.fromEntries(byEnvironment)] as const;
    });
  const keys = {
    product,
    ...(repository === undefined ? {} : { repository }),
    firstEnvironment: environments[0],
    pins: { health: "optional", services: Object.fromEntries(places) },
  };
  return `# What is this repository's own, for Slipway (docs/adopt.md).\n${stringify(keys, { lineWidth: 0 })}`;
}

export function environmentFiles(
  product: string,
  environments: readonly string[],
  found: readonly FoundPin[],
): readonly (readonly [string, string])[] {
  return environments.map((name, index) => {
    const after = environments[index - 1];
    const isLast = index === environments.length - 1;
    const own = found.filter(({ environment }) => environment === name);
    const environment = {
      name,
      order: index + 1,
      ...(after === undefined ? {} : { after }),
      namespace: `${product}-${name}`,
      clusters: ["main"],
      registry: registryOf(own.map(({ pin }) => pin.repository)),
      merge: after === undefined ? "push" : isLast ? "review" : "auto",
      ...(after === undefined ? {} : { gates: isLast ? { soak: "30m", approvals: 1 } : { soak: "10m" } }),
    };
    return [`environments/${name}/environment.yaml`, stringify(environment)] as const;
  });
}

/** The longest path that all images of the environment begin with. */
function registryOf(repositories: readonly string[]): string {
  const [first = "registry.example.com/x", ...others] = repositories;
  let prefix = posix.dirname(first);
  while (!others.every((each) => each.startsWith(`${prefix}/`)) && prefix !== ".")
    prefix = posix.dirname(prefix);
  return prefix;
}
