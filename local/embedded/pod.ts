import { ServiceProcess } from "../../services/kit/shop/service-process.ts";
import { unpackImage } from "./image.ts";
import type { Wanted } from "./manifests.ts";
import type { Slot } from "./targets.ts";

const stopWithinMs = 3000;

/** Environment variables that say where a service's neighbours and stores are on this machine. */
export type Surroundings = (wanted: Wanted) => Readonly<Record<string, string>>;

/** Starts what a pinned image holds, as a process in a slot. */
export interface PodStarter {
  readonly images: string;
  readonly surroundings: Surroundings;
  readonly log: (line: string) => void;
}

/** One process of one release; it is started again when it dies, until it is stopped. */
export class Pod {
  readonly slot: Slot;
  readonly wanted: Wanted;
  readonly #program: string;
  readonly #starter: PodStarter;
  #process: ServiceProcess;
  #isStopped = false;
  restarts = 0;

  private constructor(wanted: Wanted, slot: Slot, program: string, starter: PodStarter) {
    this.wanted = wanted;
    this.slot = slot;
    this.#program = program;
    this.#starter = starter;
    this.#process = this.#start();
  }

  static async start(wanted: Wanted, slot: Slot, starter: PodStarter): Promise<Pod> {
    return new Pod(wanted, slot, await unpackImage(wanted.image, starter.images), starter);
  }

  get lastLines(): readonly string[] {
    return this.#process.lastLines;
  }

  /** Whether it said that it is ready within so many seconds. */
  async ready(seconds: number): Promise<boolean> {
    return (await this.#process.ready(seconds * 1000)) !== undefined;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#process.stop(stopWithinMs);
  }

  #start(): ServiceProcess {
    const { wanted, slot } = this;
    const name = `${wanted.namespace}/${wanted.service}-${slot.letter}`;
    const environment = {
      ...wanted.environment,
      ...this.#starter.surroundings(wanted),
      ...{ GRPC_PORT: String(slot.grpcPort), POD_NAME: `${wanted.service}-${slot.letter}` },
      POD_NAMESPACE: wanted.namespace,
    };
    const address = `http://127.0.0.1:${slot.port}`;
    const started = new ServiceProcess(name, address, this.#program, environment, (line) =>
      this.#starter.log(`${name} ${line}`),
    );
    void started.died.then(() => {
      if (this.#isStopped) return;
      this.restarts += 1;
      // Pausing longer each time, as a kubelet does.
      setTimeout(
        () => {
          if (!this.#isStopped) this.#process = this.#start();
        },
        200 * 2 ** Math.min(this.restarts, 6),
      ).unref();
    });
    return started;
  }
}
