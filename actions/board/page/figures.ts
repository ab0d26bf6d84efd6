/** DORA's five figures, each with its trend by week. */
import type { Board, DoraFigures } from "@slipway/lib/app/board/document.ts";
import { plural, span } from "@slipway/lib/app/board/format.ts";
import { type Html, html } from "./html.ts";

type Week = DoraFigures["weeks"][number];

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly detail: string;
  readonly trend: (week: Week) => number | null;
  readonly spoken: (value: number) => string;
}

export function figuresView({ dora }: Board): Html {
  if (dora === null) return html``;
  return html`<section class="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Delivery to ${dora.environment} <small>DORA's five figures, last ${plural(dora.weeks.length, "week")}</small></h2>
<ul>${figuresOf(dora).map((figure) => figureView(figure, dora.weeks))}</ul>
</section>`;
}

function figuresOf(dora: DoraFigures): readonly Figure[] {
  const { deployments, failures, unrecovered, reworks } = dora;
  const percent = (rate: number) => `${Math.round(rate * 100)} %`;
  const open = unrecovered === 0 ? "none open" : `${unrecovered} open`;
  return [
    {
      name: "Deployment frequency",
      detail: plural(deployments, "deployment"),
      value: perWeek(dora.deploymentsPerWeek),
      unit: "a week",
      trend: (week) => week.deployments,
      spoken: String,
    },
    {
      name: "Lead time for changes",
      detail: "median, to healthy",
      ...measured(dora.leadTimeSeconds, span),
      trend: (week) => week.leadTimeSeconds,
      spoken: span,
    },
    {
      name: "Change failure rate",
      detail: `${failures} of ${deployments} failed`,
      ...measured(dora.changeFailureRate, percent),
      trend: (week) => week.changeFailureRate,
      spoken: percent,
    },
    {
      name: "Recovery time",
      detail: `median, ${open}`,
      ...measured(dora.recoverySeconds, span),
      trend: (week) => week.recoverySeconds,
      spoken: span,
    },
    {
      name: "Rework rate",
      detail: `${reworks} of ${deployments} fixed the one before`,
      ...measured(dora.reworkRate, percent),
      trend: (week) => week.reworkRate,
      spoken: percent,
    },
  ];
}

function perWeek(count: number): string {
  return count >= 10 ? String(Math.round(count)) : count.toFixed(1);
}

/** Value and unit are set apart; of nothing there is neither. */
function measured(value: number | null, words: (value: number) => string) {
  const [number = "–", unit = ""] = value === null ? [] : words(value).split(" ");
  return { value: number, unit };
}

function figureView({ name, value, unit, detail, trend, spoken }: Figure, weeks: readonly Week[]): Html {
  const values = weeks.map(trend);
  return html`<li><h3>${name}</h3><p class="value"><b>${value}</b> ${unit}</p><p class="detail">${detail}</p>${bars(name, values, spoken)}</li>`;
}

const [WIDTH, HEIGHT, GAP] = [120, 28, 3];

/** A bar a week; a week without any is a mark on the line, which is not the same as zero. */
function bars(name: string, values: readonly (number | null)[], spoken: (value: number) => string): Html {
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const width = (WIDTH - GAP * (values.length - 1)) / values.length;
  const words = values.map((value) => (value === null ? "none" : spoken(value))).join(", ");
  const shapes = values.map((value, index) => {
    const x = (index * (width + GAP)).toFixed(1);
    const height = value === null ? 1 : Math.max(2, (value / top) * HEIGHT);
    const kind = value === null ? "none" : index === values.length - 1 ? "last" : "bar";
    return html`<rect class="${kind}" x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="1"/>`;
  });
  return html`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name} by week, oldest first: ${words}" preserveAspectRatio="none">${shapes}</svg>`;
}
