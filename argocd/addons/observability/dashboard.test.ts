import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { assertExpressions } from "./testing/promtool.ts";

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

const { panels } = JSON.parse(readFileSync(join(import.meta.dirname, "shop-services.json"), "utf8")) as {
  panels: readonly Panel[];
};
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** Values that Grafana substitutes. */
function filled(expression: string): string {
  return expression
    .replaceAll("$__rate_interval", "2m")
    .replaceAll("$namespace", "shop-prod")
    .replaceAll("$service", "order");
}

test("SP-12 Prometheus can parse every panel's queries", async () => {
  for (const expr of expressions.map(filled)) expect(expr).not.toContain("$");
  await assertExpressions(expressions.map(filled));
});

test("a query that Prometheus cannot parse is rejected", async () => {
  const planted = expressions.map((expr, index) => (index === 0 ? expr.replace(")", "") : expr));
  await expect(assertExpressions(planted.map(filled))).rejects.toThrow(/could not parse expression/);
});

test("panels have different positions and titles, and each has a description", () => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const key of ["id", "title"] as const)
    expect(new Set(panels.map((panel) => panel[key])).size).toBe(panels.length);
  expect(panels.filter(({ description }) => description.length < 5)).toEqual([]);
});

test("the folder builds: what is scraped, the rules, and a ConfigMap that Grafana's sidecar takes", async () => {
  const { stdout } = await exec("kustomize", ["build", import.meta.dirname]);
  const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  expect(manifests.map(({ kind }) => kind).sort()).toEqual(["ConfigMap", "PodMonitor", "PrometheusRule"]);
  const map = manifests.find(({ kind }) => kind === "ConfigMap");
  expect(map?.metadata.labels.grafana_dashboard).toBe("1");
  expect(JSON.parse(map?.data?.["shop-services.json"] ?? "")).toMatchObject({ uid: "shop-services" });
});
