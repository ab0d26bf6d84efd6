import { availableParallelism } from "node:os";

/** The services of the demo: one that answers shoppers, one that is changed, and one that both can do without. */
export const storyServices = "api-gateway,currency,product";

/**
 * All services in three environments are 83 pods, which use all of two processors without any delivery
 * (docs/performance.md).
 */
const processorsForAll = 6;

/**
 * Chooses fewer services if the machine has too few processors and SLIPWAY_SERVICES does not choose.
 * @returns a message about it, undefined when nothing was chosen
 */
export function fitToMachine(
  environment: NodeJS.ProcessEnv,
  processors: number = availableParallelism(),
): string | undefined {
  if (environment.SLIPWAY_SERVICES || processors >= processorsForAll) return undefined;
  environment.SLIPWAY_SERVICES = storyServices;
  return `${processors} processors: the demo runs with ${storyServices.replaceAll(",", ", ")}. SLIPWAY_SERVICES=all runs it with every service, for which ${processorsForAll} are right.\n`;
}
