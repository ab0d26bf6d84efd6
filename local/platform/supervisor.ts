import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Component, ProcessUnit, TaskUnit, Unit } from "./component.ts";
import { isHeld } from "./hold.ts";
import type { Namespaces } from "./namespaces.ts";
import type { Platform } from "./platform.ts";
import { lastLines, type Running, startProcess } from "./process.ts";
import type { UnitStatus } from "./state.ts";

export class UnitFailed extends Error {}

const firstBackOffMs = 500;
const longestBackOffMs = 30_000;
/** After this much time a process counts as stable, and its back-off starts from the beginning. */
const calmMs = 60_000;
/**
 * Start timeout of a unit, in seconds. It ends a start that hangs, so a slow or busy machine must stay far
 * below it.
 */
const defaultDeadlineSeconds = 300;
/** A process that ended this often before it was ready will not become ready: the start fails at once. */
const mostEndsBeforeReady = 7;

/**
 * Starts units in the order of their `after`, each as soon as its dependencies are READY (never after a fixed
 * time), and keeps processes running: one that ends is reported with its last log lines and restarted with
 * back-off. A task runs once.
 */
export class Supervisor {
  readonly #platform: Platform;
  readonly #namespaces: Namespaces;
  readonly #units: ReadonlyMap<string, Unit>;
  readonly #status = new Map<string, UnitStatus>();
  readonly #running = new Map<string, Running>();
  readonly #ready = new Map<string, Promise<void>>();
  readonly #changed: () => void;
  readonly #startedAt = Date.now();
  #stopping = false;

  constructor(
    platform: Platform,
    namespaces: Namespaces,
    parts: readonly (readonly [Component, readonly Unit[]])[],
    changed: () => void,
  ) {
    this.#platform = platform;
    this.#namespaces = namespaces;
    this.#changed = changed;
    const units = parts.flatMap(([, own]) => own);
    this.#units = new Map(units.map((unit) => [unit.name, unit]));
    for (const [component, own] of parts)
      for (const unit of own) this.#status.set(unit.name, initial(component, unit, platform));
    for (const unit of units) for (const name of unit.after ?? []) this.#mustExist(unit.name, name);
  }

  get status(): readonly UnitStatus[] {
    return [...this.#status.values()];
  }

  /** Resolves when every unit is ready; rejects with the first that is not ready in time. */
  async bringUp(): Promise<void> {
    await Promise.all([...this.#units.keys()].map((name) => this.#whenReady(name)));
  }

  /** Asks all processes to end and waits `graceMs`; closing the namespaces ends the rest. */
  async stop(graceMs = 5000): Promise<void> {
    this.#stopping = true;
    for (const running of this.#running.values()) running.signal("SIGTERM");
    const all = Promise.all([...this.#running.values()].map((running) => running.ended));
    await Promise.race([all, delay(graceMs, undefined, { ref: false })]);
    for (const status of this.#status.values()) this.#update(status.name, { state: "stopped", pid: 0 });
  }

  #mustExist(unit: string, name: string): void {
    if (!this.#units.has(name))
      throw new Error(`unit ${unit} is to start after "${name}", which no component has`);
  }

  #whenReady(name: string): Promise<void> {
    const known = this.#ready.get(name);
    if (known) return known;
    const unit = this.#units.get(name);
    if (!unit) throw new Error(`no such unit: ${name}`);
    const promise = this.#start(unit);
    this.#ready.set(name, promise);
    return promise;
  }

  async #start(unit: Unit): Promise<void> {
    await Promise.all((unit.after ?? []).map((name) => this.#whenReady(name)));
    if (this.#stopping) throw new UnitFailed("stopped");
    this.#update(unit.name, { state: "starting" });
    await (unit.kind === "task" ? this.#runTask(unit) : this.#firstStart(unit));
    this.#update(unit.name, { state: "ready", message: "", readyAfterMs: Date.now() - this.#startedAt });
  }

  async #runTask(unit: TaskUnit): Promise<void> {
    const seconds = unit.deadlineSeconds ?? defaultDeadlineSeconds;
    try {
      await withDeadline(unit.run(), seconds, unit.name);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#update(unit.name, { state: "failed", message });
      throw new UnitFailed(`${unit.name} failed: ${message}`);
    }
  }

  async #firstStart(unit: ProcessUnit): Promise<void> {
    void this.#keepRunning(unit);
    const seconds = unit.deadlineSeconds ?? defaultDeadlineSeconds;
    const missing = await this.#waitReady(unit, seconds);
    if (missing === undefined) return;
    const tail = lastLines(this.#log(unit), 8).map((line) => `    ${line.slice(0, 300)}`);
    const message = `not ready: ${missing}`;
    this.#update(unit.name, { state: "failed", message });
    throw new UnitFailed(
      [`${unit.name} is ${message}`, ...tail, `  Whole log: ${this.#log(unit)}`].join("\n"),
    );
  }

  /** Polls the unit's check; undefined when it is ready, otherwise why waiting ended and what is missing. */
  async #waitReady(unit: ProcessUnit, seconds: number): Promise<string | undefined> {
    const deadline = Date.now() + seconds * 1000;
    let missing = "its check did not run";
    while (!this.#stopping) {
      const found = this.#running.has(unit.name) ? await unit.ready() : "it is not running";
      if (found === undefined) return undefined;
      missing = found;
      const ends = this.#status.get(unit.name)?.restarts ?? 0;
      if (ends >= mostEndsBeforeReady) return `it exited ${ends} times; ${missing}`;
      if (Date.now() > deadline) return `${seconds} s passed; ${missing}`;
      await delay(150);
    }
    return missing;
  }

  async #keepRunning(unit: ProcessUnit): Promise<void> {
    let backOff = firstBackOffMs;
    while (!this.#stopping) {
      const startedAt = Date.now();
      const how = await this.#runOnce(unit);
      if (this.#stopping) return;
      if (isHeld(this.#platform, unit.name)) {
        await this.#waitWhileHeld(unit);
        continue;
      }
      if (Date.now() - startedAt > calmMs) backOff = firstBackOffMs;
      this.#reportDeath(unit, how, backOff);
      await delay(backOff);
      backOff = Math.min(backOff * 2, longestBackOffMs);
    }
  }

  async #waitWhileHeld(unit: ProcessUnit): Promise<void> {
    this.#update(unit.name, { state: "stopped", pid: 0, message: "stopped manually" });
    this.#event(`${unit.name} was stopped manually`);
    while (isHeld(this.#platform, unit.name) && !this.#stopping) await delay(100);
    this.#update(unit.name, { state: "restarting", message: "" });
  }

  async #runOnce(unit: ProcessUnit): Promise<string> {
    try {
      await unit.prepare?.();
    } catch (error) {
      return `could not be prepared: ${error instanceof Error ? error.message : String(error)}`;
    }
    const running = startProcess(unit, this.#namespaces, this.#log(unit));
    this.#running.set(unit.name, running);
    const restarted = this.#status.get(unit.name)?.state === "restarting";
    const tracking = this.#track(unit, running, restarted);
    const how = await running.ended;
    this.#running.delete(unit.name);
    await tracking;
    return how;
  }

  async #track(unit: ProcessUnit, running: Running, restarted: boolean): Promise<void> {
    let over = false;
    void running.ended.then(() => {
      over = true;
    });
    while (!over && running.pid() === 0) await delay(20);
    this.#update(unit.name, { pid: running.pid() });
    if (!restarted) return;
    while (!over && (await unit.ready()) !== undefined) await delay(150);
    if (!over) {
      this.#update(unit.name, { state: "ready", message: "" });
      this.#event(`${unit.name} is ready again`);
    }
  }

  #reportDeath(unit: ProcessUnit, how: string, backOff: number): void {
    const restarts = (this.#status.get(unit.name)?.restarts ?? 0) + 1;
    const state = this.#status.get(unit.name)?.state === "starting" ? "starting" : "restarting";
    this.#update(unit.name, { state, pid: 0, restarts, message: how });
    const tail = lastLines(this.#log(unit), 5)
      .map((line) => `\n    ${line.slice(0, 300)}`)
      .join("");
    this.#event(`${unit.name} ${how}; starting it again in ${backOff / 1000} s (restart ${restarts})${tail}`);
  }

  #event(text: string): void {
    appendFileSync(this.#platform.path("logs", "events.log"), `${new Date().toISOString()} ${text}\n`);
  }

  #update(name: string, change: Partial<UnitStatus>): void {
    Object.assign(this.#status.get(name) ?? {}, change);
    this.#changed();
  }

  #log(unit: Unit): string {
    return this.#platform.path("logs", `${unit.name}.log`);
  }
}

function initial(component: Component, unit: Unit, platform: Platform): UnitStatus {
  return {
    name: unit.name,
    kind: unit.kind,
    component: component.name,
    version: component.build ? platform.artefact(component.name).version : "",
    state: "waiting",
    pid: 0,
    restarts: 0,
    readyAfterMs: 0,
    message: "",
    address: unit.kind === "process" ? (unit.address ?? "") : "",
  };
}

async function withDeadline(work: Promise<void>, seconds: number, name: string): Promise<void> {
  const timeout = new AbortController();
  const late = delay(seconds * 1000, undefined, { signal: timeout.signal }).then(() => {
    throw new Error(`${name} took longer than ${seconds} s`);
  });
  await Promise.race([work, late]).finally(() => {
    timeout.abort();
    late.catch(() => {});
  });
}
