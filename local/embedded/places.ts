import { environments } from "../platform/ports.ts";
import type { Place } from "./cluster.ts";
import { SplitProxy } from "./proxy.ts";
import type { Slot } from "./targets.ts";

/**
 * An address for each service in each environment. Its proxy listens at once, so the address exists before
 * the service runs.
 */
export async function layOut(services: readonly string[]): Promise<readonly Place[]> {
  const pairs = environments.flatMap((environment) => services.map((service) => ({ environment, service })));
  return Promise.all(
    pairs.map(async ({ environment, service }): Promise<Place> => {
      const slot = (letter: Slot["letter"]): Slot => ({
        namespace: `shop-${environment}`,
        service,
        letter,
      });
      return { environment, service, slots: [slot("a"), slot("b")], proxy: await SplitProxy.listen() };
    }),
  );
}
