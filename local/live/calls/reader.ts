import type { LiveEnvironment, LiveSources } from "../sources.ts";
import type { EnvironmentCalls, LiveCalls } from "./document.ts";
import { type Edge, edgesOf } from "./edges.ts";
import { callsIn } from "./environment.ts";
import { type DeclaredCall, declaredCalls } from "./policies.ts";
import { readRequests, windowSeconds } from "./requests.ts";

/** Reads the calls between services. A source that cannot be read is a fault, never an empty table. */
export class CallsReader {
  readonly #sources: LiveSources;
  #edges: readonly Edge[] | "not asked" | "unreadable" = "not asked";
  #declared: ReadonlyMap<string, readonly DeclaredCall[]> = new Map();
  #faults: readonly string[] = [];

  constructor(sources: LiveSources) {
    this.#sources = sources;
  }

  /** Queries Prometheus and the cluster, if there is a mesh. */
  async measure(): Promise<void> {
    const { environments, mesh, prometheus } = this.#sources;
    if (mesh === undefined) return;
    const faults: string[] = [];
    const note = (what: string) => (error: unknown) => {
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    };
    const declaredIn = async (environment: LiveEnvironment) =>
      declaredCalls(await mesh.policies(environment));
    const [edges, ...declared] = await Promise.all([
      readRequests(prometheus).then(edgesOf).catch(note("Prometheus")),
      ...environments.map((one) => declaredIn(one).catch(note(`policies of ${one.name}`))),
    ]);
    this.#edges = edges ?? "unreadable";
    this.#declared = new Map(
      environments.flatMap(({ name }, index) => {
        const calls = declared[index];
        return calls === undefined ? [] : [[name, calls] as const];
      }),
    );
    this.#faults = faults;
  }

  /** The current data; sends no request. */
  document(now: Date): LiveCalls {
    const { environments, title } = this.#sources;
    return {
      at: now.toISOString(),
      title,
      windowSeconds,
      environments: environments.map((one) => this.#callsOf(one)),
      faults: this.#faults,
    };
  }

  #callsOf(environment: LiveEnvironment): EnvironmentCalls {
    const { name } = environment;
    const unknown = (state: EnvironmentCalls["state"]) => ({ name, state, edges: [], unseen: null });
    if (this.#sources.mesh === undefined) return unknown("no mesh");
    if (typeof this.#edges === "string") return unknown(this.#edges);
    return callsIn(environment, this.#edges, this.#declared.get(name));
  }
}
