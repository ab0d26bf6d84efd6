import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { servicesIn } from "../../kit/folders.ts";
import {
  type Addresses,
  assignPorts,
  gatewayFirst,
  localSettings,
  neighbours,
} from "../../kit/shop/addresses.ts";
import { freePorts } from "../../kit/shop/ports.ts";
import { ServiceInProcess } from "../../kit/shop/service-in-process.ts";
import { ServiceProcess } from "../../kit/shop/service-process.ts";
import { portsOfStores, type ShopStores, startStores } from "../../kit/shop/stores.ts";
import { Balancer } from "./balancer.ts";
import { Programs } from "./programs.ts";
import { killed, type Replica, readyOrExplain } from "./replica.ts";

const servicesFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stopWithinMs = 20_000;
/** Below the ports for outgoing connections. */
const firstPorts = 10_000;
/** In a cluster a pod gets SIGTERM and is removed from its Service at the same time, in no defined order. */
const endpointsLagMs = 200;

export interface FleetOptions {
  /**
   * A separate process for each replica, which can be killed. Otherwise all run in this process, which starts
   * in a third of the time.
   */
  readonly isolated?: boolean;
  /** Replicas of each service; several replicas have a balancer. */
  readonly replicas?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with every log line of a service. */
  readonly onLine?: (service: string, line: string) => void;
  readonly without?: readonly string[];
}

interface Place {
  readonly http: number;
  readonly grpc: number;
  readonly balancers: readonly [Balancer, Balancer] | undefined;
  replicas: Replica[];
}

/** The whole shop on this machine; its services can be stopped, killed and restarted one by one. */
export class Fleet {
  readonly stores: ShopStores;
  readonly #addresses: ReadonlyMap<string, Addresses>;
  readonly #programs: Programs | undefined;
  readonly #options: FleetOptions;
  readonly #places = new Map<string, Place>();
  #nextPort: number;

  private constructor(
    addresses: ReadonlyMap<string, Addresses>,
    stores: ShopStores,
    programs: Programs | undefined,
    options: FleetOptions,
    firstPort: number,
  ) {
    this.#addresses = addresses;
    this.stores = stores;
    this.#programs = programs;
    this.#options = options;
    this.#nextPort = firstPort;
  }

  static async start(options: FleetOptions = {}): Promise<Fleet> {
    const names = runnableServices().filter((name) => options.without?.includes(name) !== true);
    const first = firstPorts + (process.pid % 60) * 100;
    const { addresses, spare } = await assignPorts(names, first, portsOfStores);
    const programs = options.isolated === true ? await Programs.build(servicesFolder, names) : undefined;
    const stores = await startStores({ servicesFolder, names, ports: spare });
    const fleet = new Fleet(addresses, stores, programs, options, (spare.at(-1) ?? first) + 1);
    try {
      await fleet.#open();
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.#addresses.keys()];
  }

  /** HTTP address of each service. */
  get origins(): ReadonlyMap<string, string> {
    return new Map([...this.#addresses].map(([name, { http }]) => [name, http]));
  }

  get gateway(): string {
    return this.addressOf("api-gateway");
  }

  addressOf(name: string): string {
    return addressAt(this.#place(name).http);
  }

  /** The processes of a service, not its balancer. */
  processesOf(name: string): readonly ServiceProcess[] {
    return this.#place(name).replicas.flatMap(({ process }) =>
      process instanceof ServiceProcess ? [process] : [],
    );
  }

  async stop(name: string): Promise<void> {
    const place = this.#place(name);
    const { replicas } = place;
    place.replicas = [];
    this.#route(place);
    await Promise.all(replicas.map(({ process }) => process.stop(stopWithinMs)));
  }

  /** `kill -9` of all its replicas. */
  async kill(name: string): Promise<void> {
    const place = this.#place(name);
    const { replicas } = place;
    place.replicas = [];
    this.#route(place);
    await Promise.all(replicas.map(({ process }) => killed(process)));
  }

  /** Starts the initial number of replicas; resolves to the seconds until all are ready. */
  async start(name: string): Promise<number> {
    const place = this.#place(name);
    const seconds = await Promise.all(
      Array.from({ length: this.#options.replicas ?? 1 }, () => this.#add(name, place)),
    );
    this.#route(place);
    return Math.max(...seconds);
  }

  /** One replica after the other: the new one is ready before the old one is asked to end. */
  async rollingRestart(name: string): Promise<void> {
    const place = this.#place(name);
    if (place.balancers === undefined) throw new Error(`${name} has one replica: there is nothing to roll.`);
    for (const old of [...place.replicas]) {
      await this.#add(name, place);
      place.replicas = place.replicas.filter((replica) => replica !== old);
      const ended = old.process.stop(stopWithinMs);
      setTimeout(() => this.#route(place), endpointsLagMs);
      await ended;
      this.#route(place);
    }
  }

  /** The file that a service's processes run. */
  programOf(name: string): string {
    if (this.#programs === undefined) throw new Error(`${name} has no process of its own.`);
    return this.#programs.of(name);
  }

  /** One more process of a service, with its own settings, unknown to the others. */
  async startBeside(name: string, settings: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const [http = 0, grpc = 0] = await this.#claimPorts();
    const environment = { ...this.#environment(name, grpc), ...settings };
    const process = new ServiceProcess(name, addressAt(http), this.programOf(name), environment);
    await readyOrExplain(process);
    return process;
  }

  async close(): Promise<void> {
    const places = [...this.#places.values()];
    await Promise.all(
      places.flatMap(({ replicas }) => replicas.map(({ process }) => process.stop(stopWithinMs))),
    );
    for (const { balancers } of places) for (const balancer of balancers ?? []) balancer.close();
    await this.stores.stop();
    this.#programs?.remove();
  }

  async #open(): Promise<void> {
    const isBalanced = (this.#options.replicas ?? 1) > 1;
    for (const [name, addresses] of this.#addresses) {
      const [http, grpc] = [portOf(addresses.http), portOf(`rpc://${addresses.rpc}`)];
      const balancers = isBalanced
        ? ([await Balancer.listen(http), await Balancer.listen(grpc)] as const)
        : undefined;
      this.#places.set(name, { http, grpc, balancers, replicas: [] });
    }
    await Promise.all(this.names.map((name) => this.start(name)));
  }

  async #add(name: string, place: Place): Promise<number> {
    const [http = place.http, grpc = place.grpc] =
      place.balancers === undefined ? [] : await this.#claimPorts();
    const process = this.#begin(name, http, grpc);
    const replica = { process, http, grpc, isReady: false };
    place.replicas = [...place.replicas, replica];
    const seconds = await readyOrExplain(process);
    replica.isReady = true;
    this.#route(place);
    return seconds;
  }

  #begin(name: string, http: number, grpc: number): ServiceProcess | ServiceInProcess {
    const onLine = (line: string) => this.#options.onLine?.(name, line);
    const [address, folder] = [addressAt(http), join(servicesFolder, name)];
    const environment = this.#environment(name, grpc);
    return this.#options.isolated === true
      ? new ServiceProcess(name, address, this.programOf(name), environment, onLine)
      : new ServiceInProcess(name, address, folder, environment, this.stores.backends, onLine);
  }

  /** Ports are not reused, because the port of a killed process may stay busy for a while. */
  async #claimPorts(): Promise<number[]> {
    const from = this.#nextPort;
    this.#nextPort += 2;
    const ports = await freePorts(from, 2);
    this.#nextPort = Math.max(this.#nextPort, (ports[1] ?? from) + 1);
    return ports;
  }

  #environment(name: string, grpc: number): Record<string, string> {
    return {
      ...neighbours(this.#addresses),
      ...this.stores.settingsOf(name),
      ...localSettings,
      DEMO_MODE: "on",
      GRPC_PORT: String(grpc),
      ...(this.#programs && { NODE_COMPILE_CACHE: this.#programs.compileCache }),
      // All customers of a test come from one machine.
      RATE_PER_SECOND: "100000",
      RATE_BURST: "100000",
      ATTEMPTS_PER_MINUTE: "10000",
      ...this.#options.settings,
    };
  }

  #route({ balancers, replicas }: Place): void {
    const ready = replicas.filter(({ isReady }) => isReady);
    balancers?.[0].route(ready.map(({ http }) => http));
    balancers?.[1].route(ready.map(({ grpc }) => grpc));
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    if (place !== undefined) return place;
    throw new Error(`There is no service ${JSON.stringify(name)}; there are ${this.names.join(", ")}.`);
  }
}

/** Folders of all services that can be started. */
export function runnableServices(): string[] {
  return gatewayFirst(servicesIn(servicesFolder)).filter((name) =>
    existsSync(join(servicesFolder, name, "src", "main.ts")),
  );
}

function addressAt(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}
