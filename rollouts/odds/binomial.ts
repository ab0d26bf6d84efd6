/** Lanczos' coefficients for g = 7: the logarithm of the gamma function to about 15 digits. */
const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

function logGamma(value: number): number {
  const x = value - 1;
  const t = x + 7.5;
  const series = lanczos.reduce((sum, coefficient, index) =>
    index === 0 ? coefficient : sum + coefficient / (x + index),
  );
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(series);
}

/** How many of `requests` are bad, each with the chance `ratio`. */
export interface Counts {
  /** Outside of these no number is possible in practice. */
  readonly low: number;
  readonly high: number;
  exactly(bad: number): number;
  atLeast(bad: number): number;
  atMost(bad: number): number;
}

/** No summand so many standard deviations from the mean is seen in a sum of doubles. */
const far = 12;

export function counts(requests: number, ratio: number): Counts {
  const spread = far * (Math.sqrt(requests * ratio) + 1);
  const low = Math.max(0, Math.floor(requests * ratio - spread));
  const high = Math.min(requests, Math.ceil(requests * ratio + spread));
  const chances = Array.from({ length: high - low + 1 }, (_, index) => chance(low + index, requests, ratio));
  const below = sums(chances);
  const above = sums(chances.toReversed()).reverse();
  return {
    low,
    high,
    exactly: (bad) => chances[bad - low] ?? 0,
    atLeast: (bad) => (bad <= low ? 1 : (above[bad - low] ?? 0)),
    atMost: (bad) => (bad >= high ? 1 : (below[bad - low] ?? 0)),
  };
}

function chance(bad: number, requests: number, ratio: number): number {
  const ways = logGamma(requests + 1) - logGamma(bad + 1) - logGamma(requests - bad + 1);
  return Math.exp(ways + bad * Math.log(ratio) + (requests - bad) * Math.log1p(-ratio));
}

function sums(chances: readonly number[]): number[] {
  let sum = 0;
  return chances.map((one) => {
    sum += one;
    return Math.min(1, sum);
  });
}
