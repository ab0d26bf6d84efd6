import { environments } from "../platform/ports.ts";
import type { Place } from "./cluster.ts";
import { SplitProxy } from "./proxy.ts";
import type { Slot } from "./targets.ts";

/** A place for each service in each environment. Its proxy listens at once: an address is known before anything serves there. */
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
