import { setTimeout as pause } from "node:timers/promises";
import { type Log, wordsOf } from "./log.ts";
import { createMemory } from "./memory.ts";
import type { Metrics } from "./metrics.ts";
import { type Objects, observe, type Target } from "./observe.ts";
import type { Publisher } from "./publish/publisher.ts";
import type { Waker } from "./publish/wake.ts";
import { createSchedule, RHYTHM, type Rhythm } from "./schedule.ts";

/** The state of the watches. */
export interface ClusterView {
  /** Undefined until everything in this environment was listed once. */
  objects(target: Target): Objects | undefined;
  /** Why this view may be out of date, as text; undefined while all watches are connected. */
  fault(target: Target): string | undefined;
}

export interface ReporterOptions {
  readonly targets: readonly Target[];
  readonly view: ClusterView;
  readonly publisher: Publisher;
  readonly waker: Waker;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly rhythm?: Rhythm;
}

export interface Reporter {
  /** Something in the cluster changed. */
  changed(): void;
  /** Why it is not ready, or undefined: ready means that evidence was pushed and a heartbeat followed. */
  notReady(): string | undefined;
  /** When the loop last ran; it runs at least once a minute. */
  lastTurn(): Date;
  /** Publishes pending changes and ends. */
  stop(): Promise<void>;
}

/** Time for a dispatch when the reporter ends; after it the workflow's schedule takes over. */
const LAST_WAKE_MS = 5_000;

/** Runs until stopped. No error inside ends it. */
export function startReporter(options: ReporterOptions): Reporter {
  const { targets, view, publisher, waker, log, metrics } = options;
  const rhythm = options.rhythm ?? RHYTHM;
  const schedule = createSchedule(rhythm);
  const memory = createMemory(rhythm.doubtMs);
  const alarm = createAlarm();
  let isStopping = false;
  let lastTurn = new Date();
  let unready: string | undefined = "starting";

  const look = async () => {
    schedule.begin();
    const now = new Date();
    const isBeatDue = schedule.isBeatDue(now.getTime());
    const published = await publisher.publish(
      (target, published) => {
        const objects = view.objects(target);
        if (objects === undefined) return undefined;
        const moment = new Date();
        const conclusions = observe(target, objects, memory.past(target, published), moment);
        const { observed, doubtEndsInMs } = memory.settle(target, conclusions, moment);
        if (doubtEndsInMs !== undefined) lookAgainIn(doubtEndsInMs);
        return observed;
      },
      { withWords: isBeatDue || isStopping },
    );
    if (published.branches.length > 0) {
      metrics.pushed(published.branches.length);
      log.info("evidence pushed", { branches: published.branches });
    }
    waker.wake(published.wakes);
    if (isBeatDue) await beat();
  };

  let again: NodeJS.Timeout | undefined;
  const lookAgainIn = (milliseconds: number) => {
    clearTimeout(again);
    again = setTimeout(changed, milliseconds);
    again.unref();
  };
  const changed = () => {
    schedule.changed(Date.now());
    alarm.ring();
  };

  const beat = async () => {
    const faults = targets.map((target) => ({ target, fault: view.fault(target) }));
    const sound = faults.filter(({ fault }) => fault === undefined).map(({ target }) => target);
    const unsound = faults.flatMap(({ target, fault }) =>
      fault === undefined ? [] : [`${target.environment}: ${fault}`],
    );
    if (sound.length > 0) {
      const now = new Date();
      await publisher.beat(sound, now);
      for (const target of sound) metrics.beat(target.environment, now);
    }
    const words = unsound.length === 0 ? undefined : unsound.join("; ");
    if (words === undefined) schedule.beaten(Date.now());
    else schedule.notBeaten(Date.now());
    if (words !== undefined && words !== unready) {
      log.warn("no heartbeat: the cluster is not seen", { environments: unsound });
    }
    unready = words;
  };

  const turn = async () => {
    try {
      await look();
      schedule.succeeded(Date.now());
    } catch (error) {
      schedule.failed(Date.now());
      metrics.failed();
      unready = wordsOf(error);
      log.error("not published, trying again", { error: unready });
    }
  };

  const loop = (async () => {
    while (!isStopping) {
      lastTurn = new Date();
      const wait = schedule.dueIn(Date.now());
      if (wait > 0) await alarm.wait(wait);
      else await turn();
    }
    await turn();
    await Promise.race([waker.settled(), pause(LAST_WAKE_MS, undefined, { ref: false })]);
  })();

  return {
    changed,
    notReady: () => unready,
    lastTurn: () => lastTurn,
    stop() {
      isStopping = true;
      alarm.ring();
      return loop;
    },
  };
}

interface Alarm {
  wait(milliseconds: number): Promise<void>;
  ring(): void;
}

/** A pause that can be interrupted. */
function createAlarm(): Alarm {
  let end: (() => void) | undefined;
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    ring: () => end?.(),
  };
}
