import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A server in a process of its own that the shop is compared with; it ends with whoever started it. */
export interface Bare {
  readonly address: string;
  stop(): void;
}

export async function startBare(name: string, target = ""): Promise<Bare> {
  const file = join(import.meta.dirname, `${name}.ts`);
  const child = fork(file, { env: { ...process.env, TARGET: target } });
  const outcome = await Promise.race([once(child, "message"), once(child, "exit").then(() => undefined)]);
  if (outcome === undefined) throw new Error(`${file} ended before it listened.`);
  return { address: String(outcome[0]), stop: () => child.disconnect() };
}

/** Tells who started this process where it listens. */
export function ready(address: string): void {
  process.send?.(address);
  process.once("disconnect", () => process.exit(0));
}
