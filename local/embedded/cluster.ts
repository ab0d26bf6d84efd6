import { metricLine } from "@slipway/lib/domain/evidence/measurements.ts";
import { execa } from "execa";
import type { Objects, Target } from "../../argocd/addons/reporter/src/observe.ts";
import type { ApplicationView, ClusterSight, RolloutView } from "../demo/sight.ts";
import { git } from "../forge/git.ts";
import type { Query } from "./analysis.ts";
import type { EmbeddedForge } from "./forge.ts";
import { readManifests } from "./manifests.ts";
import { type Deployed, objectsOf } from "./objects.ts";
import type { PodStarter } from "./pod.ts";
import type { SplitProxy } from "./proxy.ts";
import { EmbeddedRollout } from "./rollout.ts";
import type { Scraped, Slot } from "./targets.ts";

/** Address of a service in an environment, which exists before its first release. */
export interface Place {
  readonly environment: string;
  readonly service: string;
  readonly slots: readonly [Slot, Slot];
  readonly proxy: SplitProxy;
}

export interface ClusterOptions {
  readonly forge: EmbeddedForge;
  /** Path of the checkout that kustomize reads. */
  readonly folder: string;
  readonly places: readonly Place[];
  readonly starter: PodStarter;
  readonly query: Query;
}

/**
 * Stands in for Argo CD and Argo Rollouts: it runs the output of `kustomize build` for each service on main
 * as processes, and answers queries of the demo and the reporter. Releases are only added; nothing is pruned.
 */
export class EmbeddedCluster implements ClusterSight {
  /** Called after each change that a cluster would report. */
  readonly listeners = new Set<() => void>();
  readonly #options: ClusterOptions;
  readonly #deployed = new Map<string, Deployed>();
  readonly #trees = new Map<string, string>();
  readonly #faults = new Map<string, string>();

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  /** Deploys what main contains; a service that cannot be rendered keeps its processes. */
  async sync(): Promise<void> {
    const { folder, forge, places } = this.#options;
    await git(folder, ["fetch", "-q", "origin", "main"]);
    await git(folder, ["reset", "-q", "--hard", "FETCH_HEAD"]);
    const revision = await git(folder, ["rev-parse", "HEAD"]);
    const listed = await git(forge.bare, [
      "ls-tree",
      "-rd",
      "--format=%(objectname) %(path)",
      revision,
      "environments",
    ]);
    const trees = new Map(listed.split("\n").map((line) => [line.slice(41), line.slice(0, 40)]));
    const due = places.filter((place) => {
      const path = pathOf(place);
      return trees.has(`${path}/release`) && trees.get(path) !== this.#trees.get(path);
    });
    await Promise.all(due.map((place) => this.#bring(place, revision, trees.get(pathOf(place)) ?? "")));
  }

  #changed(): void {
    for (const listener of this.listeners) listener();
  }

  /** For the reporter. */
  objects(target: Target): Objects {
    const prefix = `${target.environment}/`;
    const own = [...this.#deployed].flatMap(([key, one]) => (key.startsWith(prefix) ? [one] : []));
    return objectsOf(target, own);
  }

  /** For the reporter: there are no remote watches here. */
  fault(): undefined {
    return undefined;
  }

  /** For Prometheus. */
  scraped(slot: Slot): Scraped | undefined {
    for (const { rollout } of this.#deployed.values()) {
      const pod = rollout.podIn(slot);
      if (pod !== undefined) return { hash: pod.wanted.hash, port: pod.port };
    }
    return undefined;
  }

  async rollout(environment: string, service: string): Promise<RolloutView | undefined> {
    const rollout = this.#deployed.get(`${environment}/${service}`)?.rollout;
    if (rollout === undefined) return undefined;
    const { wanted, stable, canary, phase, message, aborted, step } = rollout;
    return {
      phase,
      message,
      aborted,
      step,
      releaseId: wanted.releaseId,
      stableHash: stable?.wanted.hash ?? "",
      currentHash: wanted.hash,
      replicas: 1,
      available: [stable, canary].filter((pod) => pod !== undefined).length,
    };
  }

  async application(name: string): Promise<ApplicationView> {
    const message = this.#faults.get(name.replace("-", "/")) ?? "";
    return { sync: message === "" ? "Synced" : "Unknown", health: "", message };
  }

  async measurements(environment: string, hash: string): Promise<readonly string[]> {
    const prefix = `${environment}/`;
    const rollouts = [...this.#deployed].flatMap(([key, { rollout }]) =>
      key.startsWith(prefix) ? [rollout] : [],
    );
    const runs = rollouts.flatMap(({ runs: all }) => all.filter((one) => one.hash === hash));
    return runs.flatMap(({ run }) => run.results.map(metricLine));
  }

  async served(environment: string, service: string, hash: string): Promise<number> {
    const labels = `namespace="shop-${environment}",service="${service}",rollouts_pod_template_hash="${hash}"`;
    const [count] = await this.#options.query(
      `sum(http_server_request_duration_seconds_count{${labels}})`,
      5,
    );
    return count ?? 0;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#deployed.values()].map(({ rollout }) => rollout.end()));
  }

  async #bring(place: Place, revision: string, tree: string): Promise<void> {
    const { environment, service, slots, proxy } = place;
    const key = `${environment}/${service}`;
    try {
      const { stdout } = await execa("kustomize", ["build", pathOf(place)], {
        cwd: this.#options.folder,
        timeout: 60_000,
      });
      const wanted = readManifests(stdout, pathOf(place));
      const before = this.#deployed.get(key);
      this.#trees.set(pathOf(place), tree);
      this.#faults.delete(key);
      const { starter, query } = this.#options;
      if (before === undefined) {
        const rollout = new EmbeddedRollout(wanted, {
          slots,
          proxy,
          starter,
          query,
          changed: () => this.#changed(),
        });
        this.#deployed.set(key, { rollout, revision });
      } else {
        if (before.rollout.wanted.hash !== wanted.hash) before.rollout.apply(wanted);
        this.#deployed.set(key, { rollout: before.rollout, revision });
      }
    } catch (error) {
      this.#faults.set(key, error instanceof Error ? error.message : String(error));
    }
    this.#changed();
  }
}

const pathOf = ({ environment, service }: Pick<Place, "environment" | "service">): string =>
  `environments/${environment}/${service}`;
