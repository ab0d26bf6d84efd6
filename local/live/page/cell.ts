import type { LiveCell } from "../document.ts";
import { element } from "./dom.ts";
import { metricTable } from "./metrics.ts";
import type { WeightChart } from "./weight-chart.ts";

/** One service in one environment, from Argo CD's application to the pods. */
export function cellElement(cell: LiveCell, chart: WeightChart, refresh: () => void): HTMLElement {
  const button = element("button", "", "refresh");
  button.type = "button";
  button.title = "Argo CD compares it with git now";
  button.addEventListener("click", refresh);
  return element(
    "article",
    `cell ${toneOf(cell)}`,
    element(
      "div",
      "top",
      element("strong", "", cell.version),
      element("span", "phase", phaseOf(cell)),
      button,
    ),
    cell.message === "" ? null : element("p", "message", cell.message),
    tree(cell),
    weights(cell, chart),
    metricTable(cell.metrics),
  );
}

function toneOf({ phase, step }: LiveCell): string {
  if (phase === "Degraded" || phase === "Error") return "bad";
  if (step !== null || phase === "Progressing") return "busy";
  return phase === "Healthy" ? "good" : "warn";
}

function phaseOf({ phase, step }: LiveCell): string {
  return step === null ? phase : `${phase}, step ${step.index + 1} of ${step.count}`;
}

function tree({ application, replicaSets, requestsPerSecond }: LiveCell): HTMLElement {
  const app =
    application === null
      ? "no Argo CD application"
      : `${application.sync}, ${application.health}${application.message === "" ? "" : `: ${application.message}`}`;
  const rate =
    requestsPerSecond === null ? "requests not measured" : `${requestsPerSecond.toFixed(1)} requests/s`;
  const sets = replicaSets.map(({ name, version, role, availablePods }) => {
    const item = element(
      "li",
      "",
      `└ ${role} ${version}: ${availablePods} ${availablePods === 1 ? "pod" : "pods"}`,
    );
    item.title = name;
    return item;
  });
  return element("ul", "tree", element("li", "", `Argo CD: ${app}`), element("li", "", rate), ...sets);
}

/** Only while a canary runs, or ran a moment ago. */
function weights(
  { step, wantedWeight, actualWeight, trace }: LiveCell,
  chart: WeightChart,
): HTMLElement | null {
  if (step === null && !trace.some(({ wanted }) => wanted > 0)) return null;
  const actual = actualWeight === null ? "no requests" : `${actualWeight.toFixed(0)} %`;
  return element(
    "div",
    "weights",
    element(
      "p",
      "",
      "canary: ",
      element("span", "wanted", `${wantedWeight} % desired`),
      ", ",
      element("span", "actual", `${actual} actual`),
    ),
    chart.element,
  );
}
