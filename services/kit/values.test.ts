import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { apiGateway } from "../api-gateway/src/api-gateway.ts";
import { inventory } from "../inventory/src/inventory.ts";
import { order } from "../order/src/order.ts";
import { payment } from "../payment/src/payment.ts";
import { product } from "../product/src/product.ts";
import { shipping } from "../shipping/src/shipping.ts";
import { web } from "../web/src/web.ts";
import { type Call, calledIn } from "./network.ts";
import { readConfig } from "./src/config.ts";

interface ServiceFile {
  readonly name: string;
  readonly calls: readonly Call[];
}
interface Values {
  readonly env: Readonly<Record<string, string>>;
  readonly terminationGracePeriodSeconds: number;
}

const services = dirname(import.meta.dirname);
const definitions = [apiGateway, inventory, order, payment, product, shipping, web];

function read<T>(service: string, file: string): T {
  return parse(readFileSync(join(services, service, file), "utf8"));
}

test.each(definitions)(
  "$name starts with the settings of its values.yaml, and stops within its grace period",
  (definition) => {
    const { env, terminationGracePeriodSeconds } = read<Values>(definition.name, "values.yaml");
    const config = readConfig<Record<never, never>>(definition.settings, env);
    expect(config.FAULT_ERROR_RATE).toBe(0);
    expect(config.DRAIN_LIMIT_MS).toBeLessThan(terminationGracePeriodSeconds * 1000);
    expect(config.DRAIN_DELAY_MS + config.REQUEST_TIMEOUT_MS).toBeLessThan(config.DRAIN_LIMIT_MS);
  },
);

test.each(definitions)(
  "$name gets addresses of exactly the services that it declares to call",
  ({ name, settings }) => {
    const { env } = read<Values>(name, "values.yaml");
    const { calls, ...service } = read<ServiceFile>(name, "service.yaml");
    expect(service.name).toBe(name);
    // Addresses are in values.yaml, or are a setting's default: `http://product` for REST, `product:9090` for
    // gRPC.
    const config = Object.entries(readConfig<Record<never, never>>(settings, env));
    const addresses = config.flatMap(([key, value]) =>
      key.endsWith("_URL") || key.endsWith("_RPC") ? [String(value).replace(/^http:\/\/|:9090$/g, "")] : [],
    );
    expect(addresses.toSorted()).toEqual(calls.map(calledIn).toSorted());
  },
);

test("a setting that a service would refuse in the cluster is refused here", () => {
  const { env } = read<Values>("order", "values.yaml");
  expect(() => readConfig(order.settings, { ...env, FAULT_ERROR_RATE: "20%" })).toThrow(
    'FAULT_ERROR_RATE: "20%" is not a share of requests from 0 to 1',
  );
});
