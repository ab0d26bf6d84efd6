import {
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  type Panel as GrafanaPanel,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

export interface Panel {
  readonly title: string;
  /** What it shows, and what to do if it looks wrong. */
  readonly description: string;
  /** Grafana's name of a unit, such as `s`, `percentunit`, `reqps`. */
  readonly unit: string;
  /** `stat`: only the current value. */
  readonly kind: "stat" | "timeseries";
  /** PromQL with its legend. */
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

export interface Page {
  /** Name of the file, and part of the dashboard's address. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Variables by name, each with the query that lists its values. */
  readonly variables: Readonly<Record<string, string>>;
  readonly panels: readonly Panel[];
}

const source = { type: "prometheus", uid: ["$", "{datasource}"].join("") };
const columns = 24;
const sizes = { stat: { w: 6, h: 5 }, timeseries: { w: 12, h: 8 } } as const;

/** The dashboard in Grafana's format: panels from left to right, in the order of the page. */
export function dashboard({ uid, title, description, variables, panels }: Page): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["slipway"])
    .readonly()
    .refresh("1m")
    .time({ from: "now-6h", to: "now" })
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"));
  for (const [name, query] of Object.entries(variables)) builder.withVariable(variable(name, query));
  for (const [index, at] of places(panels).entries()) {
    const panel = panels[index];
    if (panel !== undefined) builder.withPanel({ build: () => built(panel, index + 1, at) });
  }
  return builder.build();
}

function variable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(source)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function places(panels: readonly Panel[]): readonly Place[] {
  const found: Place[] = [];
  let [x, y, height] = [0, 0, 0];
  for (const { kind } of panels) {
    const { w, h } = sizes[kind];
    if (x + w > columns) [x, y, height] = [0, y + height, 0];
    found.push({ x, y, w, h });
    [x, height] = [x + w, Math.max(height, h)];
  }
  return found;
}

function built({ title, description, unit, kind, queries }: Panel, id: number, at: Place): GrafanaPanel {
  const builder = kind === "stat" ? new StatBuilder() : new TimeseriesBuilder();
  builder
    .id(id)
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(source)
    .gridPos({ ...at });
  for (const [index, [expression, legend]] of queries.entries()) {
    const query = new DataqueryBuilder().expr(expression).legendFormat(legend);
    builder.withTarget(query.refId(String.fromCharCode(65 + index)));
  }
  return builder.build();
}
