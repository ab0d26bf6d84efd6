/** Whose metrics these are. */
export interface Pods {
  readonly namespace: string;
  readonly service: string;
  readonly podHash: string;
}

/** Requests as one pod's metrics show them. */
export interface Traffic extends Pods {
  readonly status: number;
  readonly perSecond: number;
  /** Duration of every request. */
  readonly seconds: number;
  /** `/products` when absent. */
  readonly route?: string;
  /** Scrapes after which the counters start again, as after a restart of the container. */
  readonly restartAfter?: number;
}

export interface Series {
  readonly series: string;
  readonly values: string;
}

export const edges = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 1, 2.5, 5];
const metric = "http_server_request_duration_seconds";

/** The histogram's series over `scrapes` scrapes, in promtool's notation. */
export function series(traffic: Traffic, scrapeSeconds: number, scrapes: number): readonly Series[] {
  const step = traffic.perSecond * scrapeSeconds;
  const counted = counter(step, scrapes, traffic.restartAfter);
  const below = edges.map((edge) => ({
    le: String(edge),
    values: traffic.seconds <= edge ? counted : counter(0, scrapes),
  }));
  return [
    { series: `${metric}_count${labels(traffic)}`, values: counted },
    ...[...below, { le: "+Inf", values: counted }].map(({ le, values }) => ({
      series: `${metric}_bucket${labels(traffic, le)}`,
      values,
    })),
  ];
}

/** Series whose samples are no numbers, as a broken exporter would write them. */
export function notNumbers(traffic: Traffic, scrapes: number): readonly Series[] {
  return series(traffic, 1, scrapes).map((one) => ({ ...one, values: `NaN+0x${scrapes}` }));
}

function counter(step: number, scrapes: number, restartAfter = scrapes): string {
  const first = `0+${step}x${restartAfter}`;
  return restartAfter === scrapes ? first : `${first} 0+${step}x${scrapes - restartAfter - 1}`;
}

function labels(traffic: Traffic, le?: string): string {
  const request = `http_request_method="GET",http_route="${traffic.route ?? "/products"}",http_response_status_code="${traffic.status}"`;
  return `${podLabels(traffic).slice(0, -1)},${request}${le === undefined ? "" : `,le="${le}"`}}`;
}

function podLabels({ namespace, service, podHash }: Pods): string {
  const own = `namespace="${namespace}",service="${service}",rollouts_pod_template_hash="${podHash}"`;
  return `{${own},pod="${service}-${podHash}-x"}`;
}

/** As the runtime tells when a process began; `restartAfter` scrapes it began again. */
export function startTime(pods: Pods, scrapes: number, restartAfter?: number): Series {
  const values =
    restartAfter === undefined
      ? `1e9x${scrapes}`
      : `1e9x${restartAfter} 1000000300x${scrapes - restartAfter - 1}`;
  return gauge("process_start_time_seconds", pods, values);
}

/** A value of the canary's pod, in promtool's notation. */
export function gauge(name: string, pods: Pods, values: string): Series {
  return { series: `${name}${podLabels(pods)}`, values };
}
