/** A release that needs other services in some version enters only where they are. */
import { satisfies } from "semver";
import type { Release } from "../releases/releases.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface Dependency {
  readonly service: string;
  /** Of versions, as semver writes it: `>=1.4`. */
  readonly range: string;
  /** What is pinned in the environment that the release is to enter; a text says why it cannot be read. */
  readonly pinned: Pick<Release, "version"> | string | undefined;
}

export interface DependencyFacts {
  readonly environment: string;
  readonly dependencies: readonly Dependency[];
}

export function dependenciesGate({ environment, dependencies }: DependencyFacts): GateResult {
  const lacking = dependencies.flatMap((one) => faultOf(one, environment) ?? []);
  if (lacking.length > 0) {
    return closed(
      "dependencies",
      `${lacking.join("; ")}.\n  Promote what is missing first, or change dependsOn in service.yaml and release again.`,
    );
  }
  const there = dependencies.map(({ service, range }) => `${service} ${range}`);
  return open(
    "dependencies",
    there.length === 0 ? "it needs no other service" : `${environment} has ${there.join(", ")}`,
  );
}

function faultOf({ service, range, pinned }: Dependency, environment: string): string | undefined {
  if (typeof pinned === "string")
    return `the release of ${service} in ${environment} cannot be read: ${pinned}`;
  if (pinned === undefined) return `it needs ${service} ${range}, and ${environment} has no release of it`;
  if (satisfies(pinned.version, range)) return undefined;
  return `it needs ${service} ${range}, and ${environment} has ${pinned.version}`;
}
