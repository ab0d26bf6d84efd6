import type { LiveEdge } from "../calls/document.ts";
import { element } from "./dom.ts";

const columns = [
  ["caller", ""],
  ["called", ""],
  ["requests/s", "number"],
  ["errors", "number"],
  ["95 % within", "number"],
  ["mTLS", ""],
  ["policy", ""],
] as const;

/** Edges of one environment. */
export function edgeTable(edges: readonly LiveEdge[]): HTMLElement {
  const table = element(
    "table",
    "",
    element("thead", "", element("tr", "", ...columns.map(([title, name]) => heading("col", name, title)))),
    element("tbody", "", ...edges.map(row)),
  );
  return element("div", "edges", table);
}

function row(edge: LiveEdge): HTMLElement {
  const { from, to, requestsPerSecond, errorRatio, p95Seconds, mtls, isDeclared } = edge;
  return element(
    "tr",
    mtls === "none" || mtls === "some" ? "plain" : "",
    heading("row", "", from),
    element("td", "", to),
    element("td", "number", requestsPerSecond.toFixed(2)),
    element("td", errorRatio > 0 ? "number bad" : "number", percent(errorRatio)),
    element("td", "number", p95Seconds === null ? "not measured" : `${(p95Seconds * 1000).toFixed(1)} ms`),
    element("td", mtls === "all" ? "" : mtls === "unknown" ? "warn" : "bad", encryption[mtls]),
    element("td", isDeclared === false ? "warn" : "", declaration(isDeclared)),
  );
}

const encryption: Readonly<Record<LiveEdge["mtls"], string>> = {
  all: "mTLS",
  some: "partly plain text",
  none: "plain text",
  unknown: "not known",
};

function declaration(isDeclared: boolean | null): string {
  if (isDeclared === null) return "not known";
  return isDeclared ? "declared" : "not declared";
}

const percent = (ratio: number): string =>
  ratio > 0 && ratio < 0.0005 ? "< 0.1 %" : `${(ratio * 100).toFixed(1)} %`;

function heading(scope: "row" | "col", className: string, text: string): HTMLElement {
  const made = element("th", className, text);
  made.scope = scope;
  return made;
}
