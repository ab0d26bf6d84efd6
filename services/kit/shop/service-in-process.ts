import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../src/config.ts";
import { createService, listen, type Service, type ServiceDefinition } from "../src/service.ts";
import type { Backends } from "../src/stores.ts";

type Definition = ServiceDefinition<Record<never, never>>;

const linesKept = 15;

/** One service in the shop's own process, with its own ports, log, metrics and stores. */
export class ServiceInProcess {
  readonly name: string;
  readonly address: string;
  readonly lastLines: string[] = [];
  /** Never resolves: it runs as long as the shop. */
  readonly died = new Promise<void>(() => {});
  readonly #onLine: (line: string) => void;
  readonly #begin: () => Promise<Service<Record<never, never>>>;
  #service: Promise<Service<Record<never, never>>> | undefined;

  constructor(
    name: string,
    address: string,
    folder: string,
    environment: Readonly<Record<string, string>>,
    backends: Backends,
    onLine: (line: string) => void = () => {},
  ) {
    this.name = name;
    this.#onLine = onLine;
    this.address = address;
    const { hostname, port } = new URL(address);
    const settings = { ...process.env, ...environment, HOST: hostname, PORT: port };
    const log = { write: (line: string) => this.#keep(line) };
    this.#begin = async () => createService(await definitionIn(folder, name), settings, log, backends);
  }

  /** Seconds until it was prepared; `undefined` if this took longer than `limitMs`. */
  async ready(limitMs: number): Promise<number | undefined> {
    const started = performance.now();
    try {
      this.#service ??= this.#begin();
      const opened = listen(await this.#service);
      const { health } = await this.#service;
      await Promise.race([opened, passed(limitMs)]);
      return health.readiness === "ready" ? (performance.now() - started) / 1000 : undefined;
    } catch (error) {
      this.#keep(describe(this.name, error));
      return undefined;
    }
  }

  async stop(limitMs: number): Promise<void> {
    const service = await this.#service?.catch(() => undefined);
    await Promise.race([service?.app.close(), passed(limitMs)]);
  }

  #keep(text: string): void {
    const lines = text.split("\n").filter(Boolean);
    for (const line of lines) this.#onLine(line);
    this.lastLines.push(...lines);
    this.lastLines.splice(0, this.lastLines.length - linesKept);
  }
}

/** A service's definition is the export of `src/<name>.ts` with its name. */
async function definitionIn(folder: string, name: string): Promise<Definition> {
  const file = join(folder, "src", `${name}.ts`);
  const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
  const definition = Object.values(exported).find((one) => isDefinition(one, name));
  if (definition !== undefined) return definition as Definition;
  throw new Error(
    `${file}: exports no definition with the name "${name}". Export one, as the other services do.`,
  );
}

function isDefinition(value: unknown, name: string): boolean {
  return (
    typeof value === "object" && value !== null && "setup" in value && "name" in value && value.name === name
  );
}

function describe(name: string, error: unknown): string {
  if (error instanceof ConfigError) return error.describe(name);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
