/** Draws the board with every event of the server. */
import type { LiveBoard, LiveService } from "../document.ts";
import { cellElement } from "./cell.ts";
import { byId, element, link } from "./dom.ts";
import { follow, report } from "./follow.ts";
import { WeightChart } from "./weight-chart.ts";

const charts = new Map<string, WeightChart>();

function chartOf(key: string): WeightChart {
  const chart = charts.get(key) ?? new WeightChart();
  charts.set(key, chart);
  return chart;
}

function draw(board: LiveBoard): void {
  byId("title").textContent = board.title;
  byId("links").replaceChildren(...board.links.map(({ title, url }) => link(title, url)));
  byId("faults").replaceChildren(...board.faults.map((fault) => element("li", "fault", fault)));
  const grid = byId("board");
  grid.style.setProperty("--columns", String(board.environments.length));
  grid.replaceChildren(
    element(
      "div",
      "head",
      element("span", ""),
      ...board.environments.map((name) => element("span", "", name)),
    ),
    ...board.services.map(rowOf),
  );
  byId("commits").replaceChildren(
    ...board.commits.map(({ sha, subject, author, at, url }) =>
      element(
        "li",
        "commit",
        element("code", "", link(sha.slice(0, 12), url)),
        ` ${subject} `,
        element("span", "soft", `${author}, ${at.slice(11, 19)}`),
      ),
    ),
  );
  // A chart has a width only after it was added to the page.
  for (const { name, cells } of board.services)
    for (const cell of cells) if (cell !== null) showChart(`${cell.environment}/${name}`, cell.trace);
}

function showChart(key: string, trace: Parameters<WeightChart["show"]>[0]): void {
  const chart = chartOf(key);
  if (chart.element.isConnected && trace.length > 1) chart.show(trace);
}

function rowOf({ name, cells }: LiveService): HTMLElement {
  return element(
    "div",
    "row",
    element("h2", "", name),
    ...cells.map((cell) =>
      cell === null
        ? element("article", "cell none", "not deployed")
        : cellElement(
            cell,
            chartOf(`${cell.environment}/${name}`),
            () => void refresh(cell.environment, name),
          ),
    ),
  );
}

async function refresh(environment: string, service: string): Promise<void> {
  const query = new URLSearchParams({ environment, service });
  const response = await fetch(`/refresh?${query}`, {
    method: "POST",
    headers: { "x-slipway-live": "refresh" },
  });
  report(response.ok, (await response.text()).trim());
}

follow("/events", draw);
