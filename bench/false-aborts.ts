/** How often a good canary is aborted and a bad one passes, computed: `node bench/false-aborts.ts`. Needs nothing and is the same each time. */
import { join } from "node:path";
import { readStrategy } from "../rollouts/odds/measurements.ts";
import { falseAborts, passes } from "../rollouts/odds/odds.ts";
import { table } from "./table.ts";

const folder = join(import.meta.dirname, "../rollouts/strategies");
const traffic = { critical: [4, 8, 28, 100, 1000], standard: [1, 2, 10, 100, 1000] } as const;
const budgets = { critical: 0.001, standard: 0.005 } as const;
const bad = [0.01, 0.02, 0.04, 0.1, 0.2];

const chance = (value: number) =>
  value < 1e-9 ? "0" : value >= 0.01 ? value.toFixed(2) : value.toExponential(0);
const percent = (ratio: number) => `${Number((ratio * 100).toPrecision(3))} %`;

const rows = (["critical", "standard"] as const).flatMap((tier) => {
  const strategy = readStrategy(join(folder, `${tier}.yaml`));
  return traffic[tier].map((requestsPerSecond) => {
    const service = { budget: budgets[tier], requestsPerSecond };
    const { traffic: floor, errors, latency, all } = falseAborts(strategy, service, service.budget);
    return [
      tier,
      percent(service.budget),
      String(requestsPerSecond),
      ...[floor, errors, latency, all].map(chance),
      ...bad.map((ratio) => chance(passes(strategy, service, ratio, service.budget / 10))),
    ];
  });
});

console.log(
  "A good canary, at the whole of its budget, is aborted; a bad one, next to a stable release at a tenth of it, passes:\n",
);
console.log(
  table(
    [
      ...["strategy", "budget", "requests/s", "for traffic", "for errors", "for latency", "aborted"],
      ...bad.map((ratio) => `${percent(ratio)} passes`),
    ],
    rows,
  ),
);
