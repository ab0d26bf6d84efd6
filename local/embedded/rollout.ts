import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AnalysisRun, type Query } from "./analysis.ts";
import type { Analysis, Metric, Wanted } from "./manifests.ts";
import { Pod, type PodStarter } from "./pod.ts";
import type { SplitProxy } from "./proxy.ts";
import type { Slot } from "./targets.ts";
import { walk } from "./walk.ts";

/** An analysis run with the fields that the reporter reads. */
export interface StoredRun {
  readonly name: string;
  readonly hash: string;
  readonly created: Date;
  readonly run: AnalysisRun;
}

export interface RolloutParts {
  readonly slots: readonly [Slot, Slot];
  readonly proxy: SplitProxy;
  readonly starter: PodStarter;
  readonly query: Query;
  /** Called after each change that a cluster would report. */
  readonly changed: () => void;
}

/** One service in one environment: its stable and its canary process, and the progress of its canary. */
export class EmbeddedRollout {
  readonly uid = randomUUID();
  readonly runs: StoredRun[] = [];
  wanted: Wanted;
  generation = 0;
  stable: Pod | undefined;
  canary: Pod | undefined;
  weight = 0;
  step: number | undefined;
  phase: "Progressing" | "Healthy" | "Degraded" = "Progressing";
  message = "";
  aborted = false;
  readonly #parts: RolloutParts;
  #stop = new AbortController();
  #working: Promise<void> = Promise.resolve();

  constructor(wanted: Wanted, parts: RolloutParts) {
    this.wanted = wanted;
    this.#parts = parts;
    this.apply(wanted);
  }

  /** Applies a new desired state; work on the previous one is abandoned. */
  apply(wanted: Wanted): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.wanted = wanted;
    this.generation += 1;
    this.phase = "Progressing";
    this.aborted = false;
    this.message = "";
    const { signal } = this.#stop;
    this.#working = this.#working
      .then(() => this.#bringIn(wanted, signal))
      .catch((error: unknown) => this.#degrade(error instanceof Error ? error.message : String(error)));
    this.#parts.changed();
  }

  podIn(slot: Slot): Pod | undefined {
    return [this.stable, this.canary].find((pod) => pod?.slot === slot);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#working;
    await Promise.all([this.stable?.stop(), this.canary?.stop()]);
  }

  async #bringIn(wanted: Wanted, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await this.#dropCanary();
    if (this.stable?.wanted.hash === wanted.hash) return this.#settle();
    const pod = await this.#start(wanted, signal);
    if (pod === undefined) return;
    const before = this.stable;
    if (before !== undefined) {
      this.canary = pod;
      const reason = await this.#judge(wanted, signal);
      if (signal.aborted) return;
      if (reason !== undefined) return this.#abort(reason);
    }
    this.stable = pod;
    this.canary = undefined;
    this.#setWeight(0);
    await before?.stop();
    this.#settle();
  }

  /** A ready process; undefined when it is not ready in time, or is no longer needed. */
  async #start(wanted: Wanted, signal: AbortSignal): Promise<Pod | undefined> {
    const slot = this.#parts.slots.find((one) => one !== this.stable?.slot) ?? this.#parts.slots[0];
    const pod = await Pod.start(wanted, slot, this.#parts.starter);
    const isReady = await Promise.race([
      pod.ready(wanted.deadlineSeconds),
      new Promise<false>((resolve) => signal.addEventListener("abort", () => resolve(false))),
    ]);
    if (isReady && !signal.aborted) return pod;
    await pod.stop();
    if (signal.aborted) return undefined;
    const words = `its process was not ready within ${wanted.deadlineSeconds} s: ${pod.lastLines.join(" | ")}`;
    if (this.stable === undefined) this.#degrade(words);
    else await this.#abort(words);
    return undefined;
  }

  #judge(wanted: Wanted, signal: AbortSignal): Promise<string | undefined> {
    const actions = {
      begin: (index: number) => {
        this.step = index;
        this.#parts.changed();
      },
      setWeight: (weight: number) => this.#setWeight(weight),
      pause: (seconds: number | undefined, stop: AbortSignal) =>
        delay((seconds ?? 2 ** 20) * 1000, undefined, { signal: stop }).catch(() => {}),
      analyse: (analysis: Analysis, stop: AbortSignal) => this.#analyse(wanted, analysis, stop),
    };
    return walk(wanted.steps, wanted.guard, actions, signal);
  }

  async #analyse(wanted: Wanted, analysis: Analysis, signal: AbortSignal): Promise<string | undefined> {
    const run = new AnalysisRun(metricsOf(wanted, analysis, this.stable?.wanted.hash), this.#parts.query);
    const template = analysis.templates.map(({ templateName }) => templateName).join("-");
    const name = `${template}-${wanted.hash}-${this.generation}-${this.step ?? 0}`;
    this.runs.push({ name, hash: wanted.hash, created: new Date(), run });
    const verdict = await run.measure(signal);
    this.#parts.changed();
    if (verdict === undefined || verdict === "Successful") return undefined;
    const bad = run.results.find(({ phase }) => phase === verdict);
    return `Step-based analysis phase error/failed: Metric "${bad?.name}" assessed ${verdict} in ${name}`;
  }

  #setWeight(weight: number): void {
    this.weight = weight;
    this.#parts.proxy.route({
      stable: this.stable,
      canary: this.canary,
      weight: this.canary === undefined ? 0 : weight,
    });
    this.#parts.changed();
  }

  async #abort(reason: string): Promise<void> {
    this.aborted = true;
    this.phase = "Degraded";
    this.message = `RolloutAborted: Rollout aborted update: ${reason}`;
    await this.#dropCanary();
    this.#parts.changed();
  }

  async #dropCanary(): Promise<void> {
    const pod = this.canary;
    this.canary = undefined;
    this.step = undefined;
    this.#setWeight(0);
    await pod?.stop();
  }

  #settle(): void {
    this.phase = "Healthy";
    this.step = undefined;
    this.#parts.changed();
  }

  #degrade(message: string): void {
    this.phase = "Degraded";
    this.message = message;
    this.#parts.changed();
  }
}

/** The metrics of an analysis with its arguments in their queries. */
function metricsOf(wanted: Wanted, { templates, args }: Analysis, stable = ""): readonly Metric[] {
  const hashes = { Latest: wanted.hash, Stable: stable };
  const values = new Map(
    args.map(({ name, value, valueFrom: { podTemplateHashValue, fieldRef } = {} }) => [
      name,
      podTemplateHashValue ? hashes[podTemplateHashValue] : fieldRef ? wanted.namespace : (value ?? ""),
    ]),
  );
  const metrics = templates.flatMap(({ templateName }) => {
    const found = wanted.metrics.get(templateName);
    if (found === undefined) throw new Error(`AnalysisTemplate ${templateName} does not exist`);
    return found;
  });
  return metrics.map((metric) => {
    const { prometheus } = metric.provider;
    const query = prometheus.query.replace(/\{\{\s*args\.([\w-]+)\s*\}\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`metric ${metric.name}: the argument ${name} is missing`);
      return value;
    });
    return { ...metric, provider: { prometheus: { ...prometheus, query } } };
  });
}
