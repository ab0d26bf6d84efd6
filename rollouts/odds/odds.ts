/** How often a good canary is aborted, and a bad one passes. Sums of binomial chances: no random numbers, and upper bounds. */
import { counts } from "./binomial.ts";
import { errorRatio, errorsAboveStable, quantileAbove, quantileBelow } from "./bounds.ts";
import { type Measurement, measurements, type Strategy } from "./measurements.ts";

export interface Service {
  /** `slo.errorRatio`. */
  readonly budget: number;
  readonly requestsPerSecond: number;
}

export interface FalseAborts {
  readonly traffic: number;
  readonly errors: number;
  readonly latency: number;
  readonly all: number;
}

const scrapeSeconds = 30;

/**
 * The chance that a canary which is exactly as the stable release, with errors at `ratio` and a 95th percentile that is just its
 * SLO, is aborted: at most the sum over all measurements, whatever they share with each other. A metric of which `limit`
 * measurements may fail is failed by `limit + 1`, so by Markov's inequality its sum counts by that much less.
 */
export function falseAborts(strategy: Strategy, service: Service, ratio: number): FalseAborts {
  const all = measurements(strategy, scrapeSeconds);
  const gates = all.filter(({ by }) => by === "gate");
  const { failureLimits } = strategy.analysis.gate;
  const over = (name: string, chances: readonly number[]) =>
    total(chances) / ((failureLimits[name] ?? 0) + 1);
  const ceiling = (of: readonly Measurement[]) =>
    of.map((measurement) => exceedsCeiling(strategy, service, measurement, ratio));
  const stable = (of: readonly Measurement[]) =>
    of.map((measurement) => exceedsStable(strategy, service, measurement, ratio, ratio));
  const guards = all.filter(({ by }) => by === "guard");
  const guarded =
    (total(ceiling(guards)) + total(stable(guards))) / ((strategy.analysis.guard?.failureLimit ?? 0) + 1);
  const traffic = over(
    "traffic-floor",
    gates.map((measurement) => tooFew(strategy, service, measurement)),
  );
  const errors = over("error-ratio", ceiling(gates)) + over("error-ratio-vs-stable", stable(gates)) + guarded;
  const latency =
    over(
      "latency-p95",
      gates.map((measurement) => slowerThanItIs(strategy, service, measurement)),
    ) +
    over(
      "latency-p95-vs-stable",
      gates.map(
        (measurement) =>
          slowerThanItIs(strategy, service, measurement) +
          stableQuickerThanItIs(strategy, service, measurement),
      ),
    );
  return { traffic, errors, latency, all: traffic + errors + latency };
}

/**
 * The chance that a canary with errors at `canary` gets through, next to a stable release with errors at `stable`: at most that of
 * the best measurement of each gate, since what two gates look back on overlaps by little.
 */
export function passes(strategy: Strategy, service: Service, canary: number, stable: number): number {
  const gates = measurements(strategy, scrapeSeconds).filter(({ by }) => by === "gate");
  return strategy.canary.stages.reduce((chance, _, index) => {
    const seen = gates
      .filter(({ stage }) => stage === index)
      .map((measurement) =>
        Math.max(
          exceedsCeiling(strategy, service, measurement, canary),
          exceedsStable(strategy, service, measurement, canary, stable),
        ),
      );
    return chance * Math.max(0, 1 - Math.max(...seen));
  }, 1);
}

function exceedsCeiling(
  strategy: Strategy,
  service: Service,
  measurement: Measurement,
  ratio: number,
): number {
  const { ceiling, z } = strategy.analysis.errors;
  const { canary } = requestsOf(service, measurement);
  const { madeUp } = measurement;
  const isTooMany = (errors: number) =>
    errorRatio({ requests: canary * madeUp, errors: errors * madeUp }, z) > ceiling * service.budget;
  return counts(canary, ratio).atLeast(firstThat(isTooMany, 0, canary));
}

function exceedsStable(
  strategy: Strategy,
  service: Service,
  measurement: Measurement,
  ratio: number,
  stableRatio: number,
): number {
  const { tolerance, z } = strategy.analysis.errors;
  const { canary, stable } = requestsOf(service, measurement);
  const { madeUp } = measurement;
  const seen = (requests: number, errors: number) => ({
    requests: requests * madeUp,
    errors: errors * madeUp,
  });
  const [bad, besides] = [counts(canary, ratio), counts(stable, stableRatio)];
  let sum = 0;
  let least = 0;
  for (let beside = besides.low; beside <= besides.high; beside++) {
    const isTooMany = (errors: number) =>
      errorsAboveStable(seen(canary, errors), seen(stable, beside), z) > tolerance * service.budget;
    least = firstThat(isTooMany, least, canary);
    sum += besides.exactly(beside) * bad.atLeast(least);
  }
  return sum;
}

/** More of the canary's requests than a bound allows are slower than 95 % are in truth. */
function slowerThanItIs({ analysis }: Strategy, service: Service, measurement: Measurement): number {
  const { canary } = requestsOf(service, measurement);
  const bound = 1 - quantileBelow(canary * measurement.madeUp, analysis.latency.z);
  return counts(canary, 0.05).atLeast(Math.floor(bound * canary) + 1);
}

function stableQuickerThanItIs({ analysis }: Strategy, service: Service, measurement: Measurement): number {
  const { stable } = requestsOf(service, measurement);
  const bound = 1 - quantileAbove(stable * measurement.madeUp, analysis.latency.z);
  return bound === 0 ? 0 : counts(stable, 0.05).atMost(Math.floor(bound * stable));
}

/** Requests come one by one, so their number is Poisson's: a binomial one of very many that each hardly come. */
function tooFew({ analysis }: Strategy, service: Service, measurement: Measurement): number {
  const wanted = (analysis.minRequestsPerSecond * analysis.window) / measurement.madeUp;
  const mean = service.requestsPerSecond * measurement.canarySeconds;
  const many = 1e6;
  return counts(many, mean / many).atMost(Math.ceil(wanted) - 1);
}

function requestsOf({ requestsPerSecond }: Service, { canarySeconds, stableSeconds }: Measurement) {
  return {
    canary: Math.round(requestsPerSecond * canarySeconds),
    stable: Math.round(requestsPerSecond * stableSeconds),
  };
}

function firstThat(holds: (count: number) => boolean, from: number, most: number): number {
  let count = from;
  while (count <= most && !holds(count)) count += 1;
  return count;
}

const total = (chances: readonly number[]): number => chances.reduce((sum, one) => sum + one, 0);
