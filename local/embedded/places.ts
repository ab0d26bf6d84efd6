import { freePorts } from "../../services/kit/shop/ports.ts";
import { environments } from "../platform/ports.ts";
import type { Place } from "./cluster.ts";
import { SplitProxy } from "./proxy.ts";
import type { Slot } from "./targets.ts";

const firstPort = 18_000;

/** Ports of the parts, one each. */
const parts = [
  "registry",
  "buildkit",
  "prometheus",
  "targets",
  "redis",
  "postgres",
  "dev",
  "staging",
  "prod",
] as const;
export type Ports = Readonly<Record<(typeof parts)[number], number>> & { readonly all: readonly number[] };

export interface Layout {
  readonly ports: Ports;
  readonly places: readonly Place[];
}

/** Free ports for everything, and the proxies that listen at once: an address is known before anything serves there. */
export async function layOut(services: readonly string[]): Promise<Layout> {
  const pairs = environments.flatMap((environment) => services.map((service) => ({ environment, service })));
  const all = await freePorts(firstPort, parts.length + pairs.length * 5);
  const take = (): number => rest.shift() ?? 0;
  const rest = [...all];
  const ports = Object.fromEntries(parts.map((name) => [name, take()])) as Record<
    (typeof parts)[number],
    number
  >;
  const places: Place[] = [];
  for (const { environment, service } of pairs) {
    const slot = (letter: "a" | "b"): Slot => ({
      ...{ namespace: `shop-${environment}`, service, letter, port: take(), grpcPort: take() },
    });
    const proxy = await SplitProxy.listen(take());
    places.push({ environment, service, slots: [slot("a"), slot("b")], proxy });
  }
  return { ports: { ...ports, all }, places };
}
