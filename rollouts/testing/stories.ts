import { gauge, notNumbers, type Pods, type Series, series, type Traffic } from "./traffic.ts";

/** Seen by Prometheus of a canary and of the stable release next to it, and what its gate must find bad. */
export interface Story {
  readonly name: string;
  readonly canary: readonly Traffic[];
  readonly stable: readonly Traffic[];
  /** Series next to these, of other pods and other metrics; where a name is here, none of that name is added. */
  readonly other?: readonly Series[];
  /** Answers that do not follow from the traffic. */
  readonly samples?: Readonly<Record<string, readonly number[]>>;
  /** Whose pods Prometheus scrapes; of both releases when absent. */
  readonly scraped?: readonly Pods[];
  readonly fails: readonly string[];
}

export const scrapes = 12;

export const canary: Traffic = {
  namespace: "shop-dev",
  service: "product",
  podHash: "6c9f",
  status: 200,
  perSecond: 10,
  seconds: 0.08,
};
export const stable: Traffic = { ...canary, podHash: "77aa", perSecond: 30 };

/** So many requests a second, of which a share is answered with 500. */
function served(
  pods: Traffic,
  perSecond: number,
  errors: number,
  seconds = pods.seconds,
): readonly Traffic[] {
  const good = { ...pods, seconds, perSecond: perSecond * (1 - errors) };
  return errors === 0 ? [good] : [good, { ...pods, seconds, status: 500, perSecond: perSecond * errors }];
}

const slow = (pods: Traffic, perSecond: number, share: number, seconds: number): readonly Traffic[] => [
  { ...pods, perSecond: perSecond * (1 - share) },
  { ...pods, perSecond: perSecond * share, seconds, route: "/search" },
];

const nothing = ["traffic-floor", "latency-p95", "latency-p95-vs-stable"];

/** Judged with a budget of 0.1 % and 0.5 s, by the strategy of critical services: ceiling 1 %, 0.1 points above stable. */
export const stories: readonly Story[] = [
  { name: "good", canary: [canary], stable: [stable], fails: [] },
  {
    name: "bad: every fifth answer is a 500",
    canary: served(canary, 10, 0.2),
    stable: [stable],
    fails: ["error-ratio", "error-ratio-vs-stable"],
  },
  {
    name: "4 % errors of a budget of 0.1 %, at the standing load",
    canary: served(canary, 2, 0.04),
    stable: served(stable, 6, 0.0001),
    fails: ["error-ratio", "error-ratio-vs-stable"],
  },
  {
    name: "a small regression: 0.8 %, where the stable release has 0.1 %",
    canary: served(canary, 10, 0.008),
    stable: served(stable, 30, 0.001),
    fails: ["error-ratio-vs-stable"],
  },
  {
    name: "noise only: one error among the few first requests, 1 % of them and more than the ceiling",
    canary: served(canary, 0.3, 1 / 90),
    stable: [{ ...stable, perSecond: 5.7 }],
    fails: [],
  },
  {
    name: "noise only: errors at the budget in both, a third more of them in the canary",
    canary: served(canary, 10, 0.0012),
    stable: served(stable, 30, 0.0009),
    fails: [],
  },
  {
    name: "both unhealthy, below the ceiling",
    canary: served(canary, 10, 0.008),
    stable: served(stable, 30, 0.008),
    fails: [],
  },
  {
    name: "both unhealthy, above the ceiling: nothing is rolled out in an outage",
    canary: served(canary, 10, 0.1),
    stable: served(stable, 30, 0.1),
    fails: ["error-ratio"],
  },
  {
    name: "a fix for a stable release that is unhealthy",
    canary: [canary],
    stable: served(stable, 30, 0.3, 2),
    fails: [],
  },
  {
    name: "bad: slow",
    canary: [{ ...canary, seconds: 0.8 }],
    stable: [stable],
    fails: ["latency-p95", "latency-p95-vs-stable"],
  },
  {
    name: "slower than the stable release, and within the SLO",
    canary: slow(canary, 10, 0.2, 0.35),
    stable: [stable],
    fails: ["latency-p95-vs-stable"],
  },
  {
    name: "both slow",
    canary: slow(canary, 10, 0.2, 0.8),
    stable: slow(stable, 30, 0.2, 0.8),
    fails: ["latency-p95"],
  },
  {
    name: "noise only: 6 % of few requests are slow",
    canary: slow(canary, 0.4, 0.06, 0.8),
    stable: slow(stable, 7.6, 0.04, 0.8),
    fails: [],
  },
  {
    name: "only redirects and refusals, which are no errors of the service",
    canary: [
      { ...canary, status: 302, perSecond: 6 },
      { ...canary, status: 404, perSecond: 4 },
    ],
    stable: [stable],
    fails: [],
  },
  {
    name: "none: no series at all",
    canary: [],
    stable: [stable],
    fails: [...nothing, "restarts", "saturation"],
  },
  {
    name: "none: series, but no requests any more",
    canary: [{ ...canary, perSecond: 0 }],
    stable: [stable],
    samples: { "latency-p95": [Number.NaN], "latency-p95-vs-stable": [Number.NaN] },
    fails: nothing,
  },
  {
    name: "none to compare with: no stable pods",
    canary: [canary],
    stable: [],
    fails: ["latency-p95-vs-stable"],
  },
  {
    name: "none to compare with: stable pods without requests",
    canary: [canary],
    stable: [{ ...stable, perSecond: 0 }],
    samples: { "latency-p95-vs-stable": [Number.NaN] },
    fails: ["latency-p95-vs-stable"],
  },
  {
    name: "NaN: the samples are no numbers",
    canary: [],
    stable: [stable],
    other: [
      ...notNumbers(canary, scrapes),
      gauge("process_start_time_seconds", canary, `NaN+0x${scrapes}`),
      gauge("nodejs_eventloop_utilization_ratio", canary, `NaN+0x${scrapes}`),
    ],
    samples: {
      ...Object.fromEntries(
        ["error-ratio", "error-ratio-vs-stable", ...nothing].map((name) => [name, [Number.NaN]]),
      ),
      // From no number to no number is no change; the traffic floor fails such a canary.
      restarts: [0],
      saturation: [Number.NaN],
    },
    fails: [
      "traffic-floor",
      "error-ratio",
      "error-ratio-vs-stable",
      "latency-p95",
      "latency-p95-vs-stable",
      "saturation",
    ],
  },
  {
    // One step from scrape to scrape is lost, of good and bad alike.
    name: "counter reset: good, restarted",
    canary: [{ ...canary, restartAfter: 9 }],
    stable: [stable],
    fails: ["restarts"],
  },
  {
    name: "counter reset: bad, restarted",
    canary: served({ ...canary, restartAfter: 9 }, 10, 0.2),
    stable: [stable],
    fails: ["error-ratio", "error-ratio-vs-stable", "restarts"],
  },
  {
    name: "a pod without room",
    canary: [canary],
    stable: [stable],
    other: [gauge("nodejs_eventloop_utilization_ratio", canary, `0.97x${scrapes}`)],
    samples: { saturation: [0.97] },
    fails: ["saturation"],
  },
  {
    name: "no word about its start",
    canary: [canary],
    stable: [stable],
    other: [gauge("process_start_time_seconds", stable, `1e9x${scrapes}`)],
    samples: { restarts: [] },
    fails: ["restarts"],
  },
  {
    name: "good next to unhealthy others: the same release elsewhere, other services, a third release",
    canary: [canary],
    stable: [stable],
    other: elsewhere({ status: 500, seconds: 3 }),
    fails: [],
  },
  {
    name: "none of its own, next to healthy others",
    canary: [],
    stable: [],
    other: elsewhere({}),
    fails: [...nothing, "restarts", "saturation"],
  },
];

/** Pods that are none of this rollout's two releases. */
function elsewhere(change: Partial<Traffic>): readonly Series[] {
  const others = [
    { ...canary, ...change, podHash: "c0de" },
    { ...canary, ...change, namespace: "shop-prod" },
    { ...stable, ...change, namespace: "shop-prod" },
    { ...canary, ...change, service: "order" },
    { ...stable, ...change, service: "order" },
  ];
  return others.flatMap((one) => series(one, 30, scrapes));
}
