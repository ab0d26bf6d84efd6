import uPlot from "uplot";
import type { LivePoint } from "../document.ts";

const height = 110;

/** Desired and actual weight over the last minutes. The chart stays between events: only its data changes. */
export class WeightChart {
  readonly element = document.createElement("div");
  #plot: uPlot | undefined;

  show(points: readonly LivePoint[]): void {
    const data: uPlot.AlignedData = [
      points.map(({ at }) => at),
      points.map(({ wanted }) => wanted),
      points.map(({ actual }) => actual),
    ];
    const width = Math.max(this.element.clientWidth, 160);
    if (this.#plot === undefined) this.#plot = new uPlot(options(width), data, this.element);
    else {
      this.#plot.setSize({ width, height });
      this.#plot.setData(data);
    }
  }
}

function options(width: number): uPlot.Options {
  const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const axis = {
    stroke: color("--soft"),
    grid: { stroke: color("--line"), width: 1 },
    font: "11px sans-serif",
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: [0, 100] } },
    axes: [
      { ...axis, size: 28 },
      { ...axis, size: 50, splits: [0, 50, 100], values: (_plot, splits) => splits.map((one) => `${one} %`) },
    ],
    series: [
      {},
      {
        label: "wanted",
        stroke: color("--accent"),
        width: 2,
        points: { show: false },
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      },
      { label: "actual", stroke: color("--warn"), width: 1.5, points: { show: false } },
    ],
  };
}
