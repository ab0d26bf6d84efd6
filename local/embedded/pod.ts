import { setTimeout as delay } from "node:timers/promises";
import { ServiceProcess } from "../../services/kit/shop/service-process.ts";
import { unpackImage } from "./image.ts";
import type { Wanted } from "./manifests.ts";
import type { PortRange } from "./ports.ts";
import type { Slot } from "./targets.ts";

const stopWithinMs = 3000;
const lookEveryMs = 100;
const shortestPauseMs = 200;

/** Environment variables with the addresses of a service's neighbours and stores on this machine. */
export type Surroundings = (wanted: Wanted) => Readonly<Record<string, string>>;

/** Starts the program of a pinned image as a process in a slot. */
export interface PodStarter {
  readonly images: string;
  readonly ports: PortRange;
  readonly surroundings: Surroundings;
  readonly log: (line: string) => void;
}

/** One process of one release. It is restarted on other ports when it dies, until it is stopped. */
export class Pod {
  readonly slot: Slot;
  readonly wanted: Wanted;
  readonly #program: string;
  readonly #starter: PodStarter;
  #process: ServiceProcess | undefined;
  #port = 0;
  #isStopped = false;
  #restarts = 0;

  private constructor(wanted: Wanted, slot: Slot, program: string, starter: PodStarter) {
    this.wanted = wanted;
    this.slot = slot;
    this.#program = program;
    this.#starter = starter;
  }

  static async start(wanted: Wanted, slot: Slot, starter: PodStarter): Promise<Pod> {
    const pod = new Pod(wanted, slot, await unpackImage(wanted.image, starter.images), starter);
    await pod.#start();
    return pod;
  }

  get port(): number {
    return this.#port;
  }

  get lastLines(): readonly string[] {
    return this.#process?.lastLines ?? [];
  }

  /** Whether it became ready within this many seconds; it may have been restarted meanwhile. */
  async ready(seconds: number): Promise<boolean> {
    const end = performance.now() + seconds * 1000;
    while (!this.#isStopped && performance.now() < end) {
      const isReady = await this.#process?.ready(end - performance.now());
      if (isReady !== undefined) return true;
      await delay(lookEveryMs);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#process?.stop(stopWithinMs);
  }

  async #start(): Promise<void> {
    const { wanted, slot } = this;
    const { log, ports, surroundings } = this.#starter;
    this.#port = await ports.take();
    const grpcPort = await ports.take();
    if (this.#isStopped) return;
    const name = `${wanted.namespace}/${wanted.service}-${slot.letter}`;
    const environment = {
      ...wanted.environment,
      ...surroundings(wanted),
      GRPC_PORT: String(grpcPort),
      POD_NAME: `${wanted.service}-${slot.letter}`,
      POD_NAMESPACE: wanted.namespace,
    };
    const address = `http://127.0.0.1:${this.#port}`;
    const started = new ServiceProcess(name, address, this.#program, environment, (line) =>
      log(`${name} ${line}`),
    );
    this.#process = started;
    void started.died.then(() => this.#startAgain());
  }

  /** After a pause that grows with each restart, like a kubelet's. */
  async #startAgain(): Promise<void> {
    const pause = shortestPauseMs * 2 ** Math.min(this.#restarts, 6);
    this.#restarts += 1;
    await delay(pause, undefined, { ref: false });
    if (!this.#isStopped) await this.#start().catch((error: unknown) => this.#starter.log(String(error)));
  }
}
