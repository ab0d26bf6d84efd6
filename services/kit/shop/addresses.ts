import { freePorts } from "./ports.ts";

/** Addresses of a service on this machine. */
export interface Addresses {
  readonly http: string;
  readonly rpc: string;
}

export const edge = "api-gateway";

/** The gateway comes first, so that it gets the first port. */
export function gatewayFirst(names: readonly string[]): string[] {
  return [edge, ...names.filter((name) => name !== edge)];
}

/** Free ports for all services, from `first` on, and `more` additional ones. */
export async function assignPorts(names: readonly string[], first: number, more: number) {
  const ports = await freePorts(first, 2 * names.length + more);
  const at = (index: number) => `127.0.0.1:${ports[index]}`;
  const addresses = new Map(
    names.map((name, index): [string, Addresses] => [
      name,
      { http: `http://${at(index)}`, rpc: at(names.length + index) },
    ]),
  );
  return { addresses, spare: ports.slice(2 * names.length) };
}

/**
 * Settings of a shop on one machine, which browsers reach at 127.0.0.1 without TLS, and which has no real
 * customers.
 */
export const localSettings = { ENVIRONMENT: "dev", PUBLIC_SCHEME: "http" } as const;

/** Addresses of all other services for each service: PRODUCT_URL, PRODUCT_RPC, ORDER_URL, … */
export function neighbours(addresses: ReadonlyMap<string, Addresses>): Record<string, string> {
  const told = [...addresses].flatMap(([name, { http, rpc }]) => {
    const variable = name.toUpperCase().replaceAll("-", "_");
    return [
      [`${variable}_URL`, http],
      [`${variable}_RPC`, rpc],
    ];
  });
  return Object.fromEntries(told);
}
