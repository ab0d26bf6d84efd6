/** Answers that a service's callers get for a period. */
export interface Phase {
  readonly minutes: number;
  readonly perSecond: number;
  /** Share of requests answered with a 500. */
  readonly errors?: number;
  /** Share of requests that take two seconds; all others take 80 ms. */
  readonly slow?: number;
}

export interface Served {
  readonly namespace: string;
  readonly service: string;
  readonly phases: readonly Phase[];
}

export interface Series {
  readonly series: string;
  readonly values: string;
}

const metric = "http_server_request_duration_seconds";
/** Bucket bounds of the kit's histogram that an objective may use, as written by Prometheus 2 and 3. */
const edges = ["0.5", "1", "1.0"];

/** The histogram of one pod, scraped once a minute, in promtool's notation. */
export function scraped({ namespace, service, phases }: Served): readonly Series[] {
  const series = (name: string, labels: string, perSecond: (phase: Phase) => number): Series => ({
    series: `${metric}_${name}{namespace="${namespace}",service="${service}",pod="${service}-1",${labels}}`,
    values: counter(phases, perSecond),
  });
  const answered = (status: 200 | 500) => (phase: Phase) => {
    const errors = phase.perSecond * (phase.errors ?? 0);
    return status === 500 ? errors : phase.perSecond - errors;
  };
  return [200, 500].flatMap((status) => {
    const rate = answered(status as 200 | 500);
    const label = `http_route="/things",http_response_status_code="${status}"`;
    return [
      series("count", label, rate),
      ...edges.map((le) =>
        series("bucket", `${label},le="${le}"`, (phase) => rate(phase) * (1 - (phase.slow ?? 0))),
      ),
    ];
  });
}

function counter(phases: readonly Phase[], perSecond: (phase: Phase) => number): string {
  let last = 0;
  const parts = phases.map((phase) => {
    const step = perSecond(phase) * 60;
    const part = `${last + step}+${step}x${phase.minutes - 1}`;
    last += step * phase.minutes;
    return part;
  });
  return `0 ${parts.join(" ")}`;
}
