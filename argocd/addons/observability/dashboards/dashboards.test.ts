/**
 * The generated dashboards: whether the committed files are current, whether Prometheus can parse every
 * query, and the layout of panels.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assertExpressions } from "../testing/promtool.ts";
import { dashboard, type Page } from "./build.ts";
import { textOf } from "./generate.ts";
import { pages } from "./pages.ts";

/** Values that Grafana substitutes. */
function filled({ panels, variables }: Page): readonly string[] {
  const names = Object.keys(variables);
  return panels.flatMap(({ queries }) =>
    queries.map(([expression]) =>
      names.reduce(
        (text, name) => text.replaceAll(`$${name}`, "x"),
        expression.replaceAll("$__rate_interval", "2m"),
      ),
    ),
  );
}

test.each(pages)(
  "the committed file of $title is current (node argocd/addons/observability/dashboards/generate.ts)",
  (page) => {
    // The formatter breaks lines differently; only the content counts.
    const committed = readFileSync(join(import.meta.dirname, "..", `${page.uid}.json`), "utf8");
    expect(JSON.parse(committed)).toEqual(JSON.parse(textOf(page)));
  },
);

test("Prometheus can parse every query of every page", async () => {
  const all = pages.flatMap(filled);
  for (const expression of all) expect(expression).not.toContain("$");
  await assertExpressions(all);
});

test("a query that Prometheus cannot parse is rejected, and so is a variable that the page lacks", async () => {
  const [first = ""] = pages.flatMap(filled);
  await expect(assertExpressions([first.replace(")", "")])).rejects.toThrow(/could not parse expression/);
  const [page] = pages;
  if (page === undefined) throw new Error("no page");
  expect(filled({ ...page, variables: {} }).join()).toContain("$environment");
});

test.each(pages)("$title: panels have separate positions, titles, descriptions and units", (page) => {
  const panels = (dashboard(page).panels ?? []).flatMap((panel) =>
    "gridPos" in panel && panel.gridPos ? [panel] : [],
  );
  expect(panels.length).toBe(page.panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(new Set(page.panels.map(({ title }) => title)).size).toBe(page.panels.length);
  for (const { description, unit } of page.panels) {
    expect(description.length).toBeGreaterThan(10);
    expect(unit).not.toBe("");
  }
});
