import { createHash } from "node:crypto";
import type { Migration } from "./migrations.ts";
import { Problem } from "./problem.ts";
import type { Query, Sql } from "./sql.ts";

export const idempotencyMigrations: readonly Migration[] = [
  {
    name: "kit 0003 idempotency",
    up: `
      create table idempotency (
        scope text not null,
        key text not null,
        body_digest text not null,
        status int not null,
        body jsonb not null,
        created_at timestamptz not null default now(),
        primary key (scope, key)
      );`,
  },
];

export interface Idempotent {
  /** Whose key it is: keys of different users do not meet. */
  readonly scope: string;
  readonly key: string;
  /** What was asked: the same key with another question is a mistake of the caller. */
  readonly body: unknown;
}

/**
 * Does `work` once for a key and answers the same ever after. Two at once: the second waits for the first one's transaction.
 * Throws a `Problem` with 422 when the key was used for another body.
 */
export function idempotent<T>(
  sql: Sql,
  { scope, key, body }: Idempotent,
  work: (tx: Query) => Promise<{ status: number; body: T }>,
): Promise<{ status: number; body: T; replayed: boolean }> {
  const digest = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  return sql.transaction(async (tx) => {
    const claimed = await tx`
      insert into idempotency (scope, key, body_digest, status, body) values (${scope}, ${key}, ${digest}, 0, 'null')
      on conflict do nothing returning 1`;
    if (claimed.length === 0) return replay<T>(tx, scope, key, digest);
    const answer = await work(tx);
    await tx`
      update idempotency set status = ${answer.status}, body = ${JSON.stringify(answer.body)}::jsonb
      where scope = ${scope} and key = ${key}`;
    return { ...answer, replayed: false };
  });
}

async function replay<T>(tx: Query, scope: string, key: string, digest: string) {
  const [kept] = await tx<{ bodyDigest: string; status: number; body: T }>`
    select body_digest as "bodyDigest", status, body from idempotency where scope = ${scope} and key = ${key}`;
  if (kept === undefined) throw new Problem(409, "A request with this Idempotency-Key is being answered.");
  if (kept.bodyDigest !== digest)
    throw new Problem(422, "This Idempotency-Key was used for another request. Use a new one.");
  return { status: kept.status, body: kept.body, replayed: true };
}
