import type { Query } from "./sql.ts";

const waiting = new WeakMap<Query, (() => void)[]>();

/** Calls `then` if and when the transaction of `tx` is committed. */
export function onCommit(tx: Query, then: () => void): void {
  const others = waiting.get(tx);
  if (others === undefined) waiting.set(tx, [then]);
  else others.push(then);
}

/** For the adapters of `Sql`: calls the functions that wait for the end of this transaction. */
export function committed(tx: Query): void {
  for (const then of waiting.get(tx) ?? []) then();
  waiting.delete(tx);
}
