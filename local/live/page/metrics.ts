import type { LiveMetric } from "../document.ts";
import { element } from "./dom.ts";

const [width, height] = [72, 18];
const svg = "http://www.w3.org/2000/svg";

/** Measurements of the newest analysis: one row for each metric, with its result. */
export function metricTable(metrics: readonly LiveMetric[]): HTMLElement | null {
  if (metrics.length === 0) return null;
  return element("table", "", ...metrics.map(row));
}

function row({ name, phase, message, values }: LiveMetric): HTMLElement {
  const last = values.at(-1);
  const verdict = element("td", toneOf(phase), phase || "not measured");
  verdict.title = message;
  return element(
    "tr",
    "",
    element("th", "", name),
    element("td", toneOf(phase), sparkline(values)),
    element("td", "", last === undefined ? message || "no value" : last.toPrecision(3)),
    verdict,
  );
}

function toneOf(phase: string): string {
  if (phase === "Successful") return "metric-good";
  return phase === "Failed" || phase === "Error" ? "metric-bad" : "metric-busy";
}

function sparkline(values: readonly number[]): Node {
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9)];
  const at = (value: number, index: number) => {
    const x = values.length === 1 ? width : (index / (values.length - 1)) * width;
    return `${x.toFixed(1)},${(height - 1 - ((value - low) / (high - low)) * (height - 2)).toFixed(1)}`;
  };
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "spark");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg, "polyline");
  line.setAttribute("points", (values.length === 1 ? [...values, ...values] : values).map(at).join(" "));
  drawing.append(line);
  return drawing;
}
