/**
 * A service's way through three environments as a model: what is pinned, what the clusters say, who holds and stops what.
 * Sources are one line of commits, a letter each; a release is as old as its letter.
 */
import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import type { Evidence, State } from "../../evidence/evidence.ts";
import type { Candidate, Facts } from "../facts.ts";
import { candidateOf, fresh, id, now, releaseOf, stale } from "./facts.ts";

export const NAMES = ["dev", "staging", "prod"] as const;
export type Name = (typeof NAMES)[number];

interface Healthy {
  readonly letter: string;
  readonly from: number;
  readonly to: number | undefined;
}

interface SimulatedCell {
  /** Every release that was ever pinned, newest last. */
  readonly pins: string[];
  readonly healthy: Healthy[];
  state: State;
  since: number;
  isStale: boolean;
  isStopped: boolean;
  readonly held: Set<string>;
}

export type Event =
  | { readonly kind: "bump" }
  | { readonly kind: "pass"; readonly seconds: number }
  | { readonly kind: "state"; readonly at: Name; readonly state: State }
  | { readonly kind: "silence" | "stop" | "hold"; readonly at: Name; readonly on: boolean };

export class World {
  readonly places: Readonly<Record<Name, SimulatedCell>> = { dev: place(), staging: place(), prod: place() };
  time = now.getTime();
  readonly #soakSeconds: number;
  #letter = "a".charCodeAt(0);

  constructor(soakSeconds: number) {
    this.#soakSeconds = soakSeconds;
  }

  happens(event: Event): void {
    switch (event.kind) {
      case "bump":
        if (this.#letter <= "z".charCodeAt(0)) this.pin("dev", String.fromCharCode(this.#letter++));
        break;
      case "pass":
        this.time += event.seconds * 1000;
        break;
      case "state":
        this.#report(this.places[event.at], event.state);
        break;
      case "silence":
        this.places[event.at].isStale = event.on;
        break;
      case "stop":
        this.places[event.at].isStopped = event.on;
        break;
      case "hold": {
        const { held, pins } = this.places[event.at];
        const [last] = pins.slice(-1);
        if (last !== undefined && event.on) held.add(last);
        else held.clear();
      }
    }
  }

  pin(name: Name, letter: string): void {
    const at = this.places[name];
    this.#end(at);
    at.pins.push(letter);
    at.state = "running";
    at.since = this.time;
  }

  pinned(name: Name): string | undefined {
    return this.places[name].pins.at(-1);
  }

  facts(): readonly Facts[] {
    return [this.#factsOf("dev", "staging", undefined), this.#factsOf("staging", "prod", "dev")];
  }

  #report(at: SimulatedCell, state: State): void {
    if (at.state === state || at.pins.length === 0) return;
    this.#end(at);
    at.state = state;
    at.since = this.time;
    const [letter] = at.pins.slice(-1);
    if (state === "healthy" && letter !== undefined)
      at.healthy.push({ letter, from: this.time, to: undefined });
  }

  #end(at: SimulatedCell): void {
    const last = at.healthy.at(-1);
    if (at.state === "healthy" && last !== undefined) at.healthy.splice(-1, 1, { ...last, to: this.time });
  }

  #factsOf(from: Name, environment: Name, before: Name | undefined): Facts {
    const [source, live, current] = [this.places[from], this.pinned(from), this.pinned(environment)];
    const asCandidate = (letter: string, past?: Healthy) =>
      this.#candidate(letter, { from, environment, before, current }, past);
    return {
      service: "product",
      environment,
      from,
      fromRegistry: "registry.test",
      before,
      policy: environmentOf(environment, {
        gates: { soakSeconds: this.#soakSeconds, approvals: 0, custom: [] },
      }),
      live: live === undefined ? undefined : asCandidate(live),
      past:
        live === undefined ? [] : this.#proven(source, live).map((each) => asCandidate(each.letter, each)),
      current: current === undefined ? undefined : releaseOf(current),
      reading: source.isStale || live === undefined ? stale : fresh(live, this.#evidence(source)),
      targetReading: undefined,
      hasOverlay: true,
      stop: this.places[environment].isStopped
        ? {
            branch: `stop/${environment}`,
            environment,
            commit: "f".repeat(40),
            reason: "fire",
            by: "ada",
            since: now,
          }
        : undefined,
      exceptions: [],
      bypasses: [],
      approvals: undefined,
      now: new Date(this.time),
    };
  }

  /** Newest first: what was healthy until a newer one came, as `readPast` finds it. */
  #proven({ healthy, pins }: SimulatedCell, live: string): readonly Healthy[] {
    const last = new Map(healthy.map((span) => [span.letter, span]));
    return [...last.values()].filter(({ letter }) => letter < live && pins.includes(letter)).reverse();
  }

  #evidence({ state, since }: SimulatedCell): Partial<Evidence> {
    return {
      state,
      since: new Date(since).toISOString(),
      cause: state === "aborted" ? "failed" : null,
    };
  }

  #candidate(
    letter: string,
    way: { from: Name; environment: Name; before: Name | undefined; current: string | undefined },
    past: Healthy | undefined,
  ): Candidate {
    const { from, environment, before, current } = way;
    const held = [...this.places[environment].held].find((one) => letter <= one);
    const theirs = this.places[from].held.has(letter) ? letter : undefined;
    const on = held ?? theirs;
    return candidateOf(letter, {
      past: past && {
        releaseId: id(letter),
        version: null,
        digest: null,
        from: new Date(past.from),
        to: past.to === undefined ? undefined : new Date(past.to),
      },
      descends: current === undefined || letter >= current,
      isOlder: current !== undefined && letter < current,
      wasBefore: before === undefined || this.places[before].pins.includes(letter),
      hold: on === undefined ? undefined : `${on} is held`,
    });
  }
}

function place(): SimulatedCell {
  return {
    pins: [],
    healthy: [],
    state: "running",
    since: now.getTime(),
    isStale: false,
    isStopped: false,
    held: new Set(),
  };
}
