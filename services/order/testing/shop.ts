import type { ServiceDefinition } from "@slipway/kit/service";
import type { Sql } from "@slipway/kit/sql";
import { type StartedService, startService, testBus, testDatabase } from "@slipway/kit/testing";
import { inventory } from "../../inventory/src/inventory.ts";
import { payment } from "../../payment/src/payment.ts";
import { shipping } from "../../shipping/src/shipping.ts";
import { order } from "../src/order.ts";
import { databaseAt } from "./databases.ts";
import type { Databases } from "./invariants.ts";
import { type Mortal, startMortal } from "./process.ts";
import { type Carts, type CatalogEntry, cartsOf, catalogOf, twoDollars } from "./stand-ins.ts";

type Started = Pick<StartedService<Record<never, never>>, "app" | "address" | "log" | "rpcAddress">;
type Definition = ServiceDefinition<Record<never, never>>;
export type Part = "product" | "cart" | "currency" | "shipping" | "inventory" | "payment" | "order";

const startOrder: readonly Part[] = [
  "product",
  "cart",
  "currency",
  "shipping",
  "inventory",
  "payment",
  "order",
];

/** The services that process an order, each with its own database, and one broker. */
export class Shop {
  readonly catalog: CatalogEntry[] = [
    { id: 1, name: "Sextant", price: 18_900 },
    { id: 2, name: "Ship's bell", price: 7450 },
    { id: 77, name: "The last astrolabe", price: 120_000 },
    { id: 79, name: "Two compasses", price: 2500 },
  ];
  readonly carts: Carts = new Map();
  readonly databases: Databases & { readonly shipping: Sql };
  readonly #urls: ReadonlyMap<Part, string>;
  readonly #bus: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #running = new Map<Part, Started>();
  /** Initial address of each, so that it restarts there. */
  readonly #targets = new Map<Part, string>();
  readonly #opened: Sql[] = [];

  private constructor(
    urls: ReadonlyMap<Part, string>,
    bus: string,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#urls = urls;
    this.#bus = bus;
    this.#settings = settings;
    const open = (part: Part) => {
      const sql = databaseAt(urls.get(part) ?? "");
      this.#opened.push(sql);
      return sql;
    };
    this.databases = {
      order: open("order"),
      inventory: open("inventory"),
      payment: open("payment"),
      shipping: open("shipping"),
    };
  }

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
    const urls = new Map<Part, string>();
    for (const part of ["order", "inventory", "payment", "shipping"] as const)
      urls.set(part, await testDatabase());
    const shop = new Shop(urls, await testBus(), settings);
    for (const part of startOrder) await shop.start(part);
    return shop;
  }

  async start(part: Part): Promise<void> {
    const started = await startService(this.#definition(part), this.#environmentOf(part));
    this.#running.set(part, started);
    const target = started.rpcAddress();
    if (target !== undefined) this.#targets.set(part, target);
  }

  /** Replaces `part` by a separate process that kills itself at `point` (dying.ts). */
  async startMortal(part: Part, point: string): Promise<Mortal> {
    await this.stop(part);
    return startMortal(part, point, this.#environmentOf(part));
  }

  async stop(part: Part): Promise<void> {
    await this.#running.get(part)?.app.close();
    this.#running.delete(part);
  }

  get(part: Part): Started {
    const started = this.#running.get(part);
    if (started === undefined) throw new Error(`${part} does not run.`);
    return started;
  }

  /** All log lines of running services. */
  get log(): readonly Record<string, unknown>[] {
    return [...this.#running.values()].flatMap(({ log }) => log);
  }

  async close(): Promise<void> {
    for (const part of startOrder.toReversed()) await this.stop(part);
    for (const sql of this.#opened) await sql.close();
  }

  #environmentOf(part: Part): Record<string, string> {
    const targets = [...this.#targets].map(([name, target]) => [`${name.toUpperCase()}_RPC`, target]);
    return {
      GRPC_PORT: this.#targets.get(part)?.split(":")[1] ?? "0",
      NATS_URL: this.#bus,
      DRAIN_DELAY_MS: "0",
      LEASE_SECONDS: "2",
      ...(this.#urls.has(part) && { DATABASE_URL: this.#urls.get(part) ?? "" }),
      ...Object.fromEntries(targets),
      ...this.#settings,
    };
  }

  #definition(part: Part): Definition {
    const definitions: Readonly<Record<Part, unknown>> = {
      product: catalogOf(this.catalog),
      cart: cartsOf(this.carts),
      currency: twoDollars,
      shipping,
      inventory,
      payment,
      order,
    };
    return definitions[part] as Definition;
  }
}
