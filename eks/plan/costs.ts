import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import { parse } from "yaml";
import * as z from "zod";
import type { Repository } from "../repository/repository.ts";

const path = "eks/prices.yaml";
const table = z.record(z.string(), z.number().nonnegative());
const schema = z.strictObject({ read: z.iso.date(), hoursPerMonth: z.number(), hour: table, month: table });

/** US dollars, with the day on which they were read. */
export type Prices = z.output<typeof schema>;

export async function readPrices(root: string): Promise<Prices> {
  const { value, findings } = parseYaml(await readFile(join(root, path), "utf8"), path, {
    schema,
    remedy: "A price is a number of US dollars.",
  });
  if (value === undefined) throw new Findings(findings);
  return value;
}

/** What is read of a ClusterConfig to price it. */
const cluster = z.looseObject({
  vpc: z.looseObject({ nat: z.looseObject({ gateway: z.string() }) }),
  managedNodeGroups: z.array(
    z.looseObject({
      instanceTypes: z.array(z.string()).min(1),
      desiredCapacity: z.int(),
      volumeSize: z.int().default(80),
    }),
  ),
});

/** US dollars a month of the cluster whose ClusterConfig is `text`, at rest: with the nodes that it starts with. */
export function clusterCost(prices: Prices, text: string): number {
  const { vpc, managedNodeGroups } = cluster.parse(parse(text));
  const gateways = vpc.nat.gateway === "HighlyAvailable" ? 3 : 1;
  const nodes = managedNodeGroups.map(
    ({ instanceTypes: [type = ""], desiredCapacity, volumeSize }) =>
      desiredCapacity * (hours(prices, type) + volumeSize * month(prices, "nodeGibibyte")),
  );
  const fixed = hours(prices, "cluster") + gateways * hours(prices, "nat") + hours(prices, "fargate");
  return fixed + sum(nodes);
}

/** US dollars a month of an environment's stack; 50 GiB of database. */
export function environmentCost(prices: Prices, repository: Repository, environment: string): number {
  const size = repository.settings.environments[environment];
  if (size === undefined)
    throw new UserError(`eks/aws.yaml: environments: ${environment} is missing.\n  Give its sizes.`);
  const copies = size.zones > 1 ? 2 : 1;
  const database = copies * (hours(prices, size.database) + 50 * month(prices, "databaseGibibyte"));
  const cache = (size.zones > 1 ? 3 : 1) * hours(prices, size.cache);
  const secrets = (repository.databases.length + 3) * month(prices, "secret");
  const isUsed = (is: boolean, cost: number) => (is ? cost : 0);
  return (
    isUsed(repository.databases.length > 0, database) +
    isUsed(repository.hasCache, cache) +
    secrets +
    month(prices, "key") +
    month(prices, "zone")
  );
}

const hours = (prices: Prices, name: string) => priced(prices.hour, name) * prices.hoursPerMonth;
export const month = (prices: Prices, name: string) => priced(prices.month, name);

function priced(prices: Readonly<Record<string, number>>, name: string): number {
  const price = prices[name];
  if (price === undefined)
    throw new UserError(`${path}: no price for ${name}.\n  Add it, and the day to read.`);
  return price;
}

const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
