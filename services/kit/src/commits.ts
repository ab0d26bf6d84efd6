import type { Query } from "./sql.ts";

const waiting = new WeakMap<Query, (() => void)[]>();

/** Calls `then` when the transaction of `tx` has been committed, and never when it has not. */
export function onCommit(tx: Query, then: () => void): void {
  const others = waiting.get(tx);
  if (others === undefined) waiting.set(tx, [then]);
  else others.push(then);
}

/** For the adapters of `Sql`: what waits for the end of this transaction is called. */
export function committed(tx: Query): void {
  for (const then of waiting.get(tx) ?? []) then();
  waiting.delete(tx);
}
