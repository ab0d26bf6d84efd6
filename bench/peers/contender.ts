import type { Pin } from "./damage.ts";
import type { Site } from "./repository.ts";

export interface Contender {
  readonly name: string;
  /** Hand-written file of a service that has to come through undamaged. */
  overlayPath(service: string): string;
  /** File of a service that holds its pin afterwards. */
  pinFile(service: string): string;
  readonly wanted: Pin;
  /** Untimed: what a runner has before its step begins (a checkout), what a controller has (a process). */
  prepare(site: Site): Promise<Attempt>;
}

export interface Attempt extends AsyncDisposable {
  /** Timed: from "these images are there" to "they are pinned on main". */
  run(): Promise<void>;
}
