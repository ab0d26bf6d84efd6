import type { LiveBoard, LiveCell, LiveCommit, LiveService } from "./document.ts";
import { cellsOf } from "./snapshot.ts";
import type { LiveEnvironment, LiveSources } from "./sources.ts";
import { Traces } from "./trace.ts";
import { readTraffic, type Traffic } from "./traffic.ts";

/** Reads the sources into one document. A source that cannot be read is a fault in it, never an empty value. */
export class LiveReader {
  readonly #sources: LiveSources;
  readonly #traces = new Traces();
  #traffic: Traffic = new Map();
  #commits: readonly LiveCommit[] = [];
  #outside: readonly string[] = [];

  constructor(sources: LiveSources) {
    this.#sources = sources;
  }

  /** Queries Prometheus and the forge, and records the weights. */
  async measure(now: Date): Promise<void> {
    const faults: string[] = [];
    const orFault = async <Value>(what: string, reading: Promise<Value>, before: Value): Promise<Value> =>
      reading.catch((error: unknown) => {
        faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        return before;
      });
    [this.#traffic, this.#commits] = await Promise.all([
      orFault("Prometheus", readTraffic(this.#sources.prometheus), new Map()),
      orFault("commits", this.#sources.commits(), this.#commits),
    ]);
    this.#outside = faults;
    for (const environment of this.#sources.environments)
      for (const [service, cell] of this.#cells(environment))
        this.#traces.add(`${environment.name}/${service}`, {
          at: now.getTime() / 1000,
          wanted: cell.wantedWeight,
          actual: cell.actualWeight,
        });
  }

  /** The current data; sends no request. */
  document(now: Date): LiveBoard {
    const { environments, title, links } = this.#sources;
    const columns = environments.map((environment) => this.#cells(environment));
    const names = [...new Set(columns.flatMap((cells) => [...cells.keys()]))].sort();
    return {
      at: now.toISOString(),
      title,
      links,
      environments: environments.map(({ name }) => name),
      services: names.map(
        (name): LiveService => ({ name, cells: columns.map((cells) => cells.get(name) ?? null) }),
      ),
      commits: this.#commits,
      faults: [...environments.flatMap((one) => this.#faultOf(one)), ...this.#outside],
    };
  }

  #faultOf(environment: LiveEnvironment): readonly string[] {
    if (this.#sources.objects(environment) === undefined) return [`${environment.name}: not listed yet`];
    const fault = this.#sources.fault(environment);
    return fault === undefined ? [] : [`${environment.name}: ${fault}`];
  }

  #cells(environment: LiveEnvironment): ReadonlyMap<string, LiveCell> {
    const objects = this.#sources.objects(environment);
    if (objects === undefined) return new Map();
    return new Map(
      [...cellsOf(environment, objects, this.#traffic)].map(([service, cell]) => [
        service,
        { ...cell, trace: this.#traces.of(`${environment.name}/${service}`) },
      ]),
    );
  }
}
