/**
 * What an order goes through. Goods are kept before money is requested, and an order that is refused, late or rolled back is
 * undone before it counts as cancelled:
 *
 *     reserving → authorising → confirmed
 *         ↘            ↓
 *            compensating → cancelled
 */
export type Stage = "reserving" | "authorising" | "compensating" | "confirmed" | "cancelled";

/** Why an order is cancelled, as text for people. */
export type Reason =
  | "sold out"
  | "payment declined"
  | "payment failed"
  | "not in time"
  | "reservation expired"
  | "cancelled by the buyer";

/** `unclear`: it may have happened or not; repeating the call for the same order shows which. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly reason: Reason }
  | { readonly kind: "unclear"; readonly error: unknown };

export interface Move {
  readonly to: Stage;
  readonly reason?: Reason;
}

export function isFinal(stage: Stage): boolean {
  return stage === "confirmed" || stage === "cancelled";
}

/** The next stage after `outcome`; `undefined`: it stays, for another attempt. */
export function next(stage: Stage, outcome: Outcome): Move | undefined {
  if (isFinal(stage) || outcome.kind === "unclear") return undefined;
  if (stage === "compensating") return outcome.kind === "done" ? { to: "cancelled" } : undefined;
  if (outcome.kind === "refused") return { to: "compensating", reason: outcome.reason };
  return { to: stage === "reserving" ? "authorising" : "confirmed" };
}

/** The effect of a cancellation: a confirmed order is undone by the services that receive the event. */
export function takenBack(stage: Stage): Stage | undefined {
  if (stage === "confirmed") return "cancelled";
  return stage === "reserving" || stage === "authorising" ? "compensating" : undefined;
}

const longestPauseMs = 5000;

/** Pause before attempt number `attempts` + 1. */
export function pauseMs(attempts: number): number {
  return Math.min(longestPauseMs, 100 * 2 ** Math.min(attempts, 10));
}
