/** Requests as one pod's metrics show them. */
export interface Traffic {
  readonly namespace: string;
  readonly service: string;
  readonly podHash: string;
  readonly status: number;
  readonly perSecond: number;
  /** Duration of every request. */
  readonly seconds: number;
  /** Scrapes after which the counters start again, as after a restart of the container. */
  readonly restartAfter?: number;
}

export interface Series {
  readonly series: string;
  readonly values: string;
}

const edges = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 1, 2.5, 5];
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

function labels({ namespace, service, podHash, status }: Traffic, le?: string): string {
  const own = `namespace="${namespace}",service="${service}",rollouts_pod_template_hash="${podHash}"`;
  const request = `http_request_method="GET",http_route="/products",http_response_status_code="${status}"`;
  return `{${own},pod="${service}-${podHash}-x",${request}${le === undefined ? "" : `,le="${le}"`}}`;
}
