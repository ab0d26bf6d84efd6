import { availableParallelism } from "node:os";

/** What the story plays with: who answers shoppers, who is changed, and one that both can do without. */
export const storyServices = "api-gateway,currency,product";

/** All services in three environments are 83 pods; two processors are full with them before anything is delivered (docs/performance.md). */
const processorsForAll = 6;

/**
 * Chooses fewer services where the processors do not carry all, and nobody has said by SLIPWAY_SERVICES which are wanted.
 * @returns what to tell about it, undefined when nothing was chosen
 */
export function fitToMachine(
  environment: NodeJS.ProcessEnv,
  processors: number = availableParallelism(),
): string | undefined {
  if (environment.SLIPWAY_SERVICES || processors >= processorsForAll) return undefined;
  environment.SLIPWAY_SERVICES = storyServices;
  return `${processors} processors: the demo runs with ${storyServices.replaceAll(",", ", ")}. SLIPWAY_SERVICES=all runs it with every service, for which ${processorsForAll} are right.\n`;
}
