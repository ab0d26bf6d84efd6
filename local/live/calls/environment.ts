/** Compares edges with the declared calls of one environment. Pure. */
import type { LiveEnvironment } from "../sources.ts";
import type { EnvironmentCalls, LiveCall, LiveEdge } from "./document.ts";
import type { Edge } from "./edges.ts";
import { type End, endKey } from "./ends.ts";
import type { DeclaredCall } from "./policies.ts";

/** @param declared undefined if the policies could not be read */
export function callsIn(
  { name, namespace }: LiveEnvironment,
  all: readonly Edge[],
  declared: readonly DeclaredCall[] | undefined,
): EnvironmentCalls {
  const own = all.filter(({ from, to }) => [from.namespace, to.namespace].includes(namespace));
  if (own.length === 0) return { name, state: "not counted", edges: [], unseen: null };
  const edges = own.filter(({ requestsPerSecond }) => requestsPerSecond > 0);
  const shown = (end: End): string =>
    ["", namespace].includes(end.namespace) ? end.name : `${end.name} (${end.namespace})`;
  const called = ({ from, to }: DeclaredCall): LiveCall => ({
    from: shown(from),
    to: shown(to),
  });
  return {
    name,
    state: "counted",
    edges: edges
      .map(
        (edge): LiveEdge => ({
          ...called(edge),
          requestsPerSecond: edge.requestsPerSecond,
          errorRatio: edge.errorRatio,
          p95Seconds: edge.p95Seconds,
          mtls: edge.mtls,
          isDeclared: isDeclared(edge, namespace, declared),
        }),
      )
      .toSorted(byName),
    unseen:
      declared
        ?.filter((call) => !edges.some((edge) => isOf(call, edge)))
        .map(called)
        .toSorted(byName) ?? null,
  };
}

/** The policies of the environment do not cover calls that leave it. */
function isDeclared(
  edge: Edge,
  namespace: string,
  declared: readonly DeclaredCall[] | undefined,
): boolean | null {
  if (declared === undefined || edge.to.namespace !== namespace) return null;
  return declared.some((call) => isOf(call, edge));
}

/** A caller is identified by its certificate; without one, by the name of its workload. */
function isOf({ from, to }: DeclaredCall, edge: Edge): boolean {
  const callers = edge.accounts.length > 0 ? edge.accounts : [edge.from];
  return endKey(to) === endKey(edge.to) && callers.some((caller) => endKey(caller) === endKey(from));
}

const byName = (one: LiveCall, other: LiveCall): number =>
  one.from.localeCompare(other.from) || one.to.localeCompare(other.to);
