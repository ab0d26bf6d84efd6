import type { ServiceInProcess } from "../../kit/shop/service-in-process.ts";
import { ServiceProcess } from "../../kit/shop/service-process.ts";

/** Fourteen processes start at once, possibly on a busy machine. */
const readyWithinMs = 150_000;

export interface Replica {
  readonly process: ServiceProcess | ServiceInProcess;
  readonly http: number;
  readonly grpc: number;
  isReady: boolean;
}

/** @throws with its last lines when it is not ready in time; resolves to the seconds until it was */
export async function readyOrExplain(service: Replica["process"]): Promise<number> {
  const seconds = await service.ready(readyWithinMs);
  if (seconds !== undefined) return seconds;
  const lines = service.lastLines.join("\n  ");
  throw new Error(`${service.name} did not become ready. Its last lines:\n  ${lines}`);
}

export function killed(service: Replica["process"]): Promise<void> {
  if (!(service instanceof ServiceProcess)) throw new Error(`${service.name} has no process of its own.`);
  if (service.pid !== undefined) process.kill(service.pid, "SIGKILL");
  return service.died;
}
