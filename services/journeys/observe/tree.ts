import type { CollectedSpan } from "./otlp.ts";

/** A trace as a tree of lines, in order of time: milliseconds since its start, duration, service, operation. */
export function treeOf(spans: readonly CollectedSpan[]): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const inOrder = spans.toSorted((one, other) => (one.startedNs < other.startedNs ? -1 : 1));
  const zero = inOrder[0]?.startedNs ?? 0n;
  const below = (parent: CollectedSpan | undefined) =>
    inOrder.filter(({ parentId }) =>
      parent === undefined ? !known.has(parentId) : parentId === parent.spanId,
    );
  const lines = (span: CollectedSpan, depth: number): string[] => [
    `${at(span.startedNs - zero)} ${at(span.endedNs - span.startedNs)}  ${"  ".repeat(depth)}${span.service}  ${span.name} (${span.kind})${span.isError ? "  ERROR" : ""}`,
    ...below(span).flatMap((child) => lines(child, depth + 1)),
  ];
  return below(undefined).flatMap((root) => lines(root, 0));
}

/** The services on the path from `from` to `to`, or `undefined` when no span of `to` descends from one of `from`. */
export function wayBetween(
  spans: readonly CollectedSpan[],
  from: string,
  to: string,
): readonly string[] | undefined {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  for (const last of spans.filter(({ service }) => service === to)) {
    const way: string[] = [];
    for (let span: CollectedSpan | undefined = last; span !== undefined; span = byId.get(span.parentId))
      if (way[0] !== span.service) way.unshift(span.service);
    if (way.includes(from)) return way;
  }
  return undefined;
}

function at(nanoseconds: bigint): string {
  return `${(Number(nanoseconds) / 1e6).toFixed(1).padStart(8)} ms`;
}
