import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@slipway/kit/server";
import type { Query, Sql } from "@slipway/kit/sql";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

export const algorithm = "EdDSA";

/**
 * All replicas sign with the newest key in the database; the previous one is published until its last token
 * has expired.
 */
export interface SigningKeys {
  /** Creates the first key, or a new one when the newest is old; then reads them. */
  refresh(): Promise<void>;
  /** Throws before the first `refresh`. */
  current(): { readonly kid: string; readonly key: Awaited<ReturnType<typeof importJWK>> };
  published(): Promise<{ readonly keys: readonly JWK[] }>;
}

interface Row {
  readonly kid: string;
  readonly privateKey: JWK;
}

export function createSigningKeys(sql: Sql, newKeyAfterDays: number): SigningKeys {
  let current: ReturnType<SigningKeys["current"]> | undefined;
  return {
    async refresh() {
      const { kid, privateKey } = await sql.transaction(async (tx) => {
        await tx`select pg_advisory_xact_lock(hashtext('signing keys'))`;
        return (await newest(tx, newKeyAfterDays)) ?? (await addKey(tx));
      });
      await sql`delete from signing_keys where created_at < now() - make_interval(days => ${newKeyAfterDays * 2}::int)
        and kid <> ${kid}`;
      if (kid !== current?.kid) current = { kid, key: await importJWK(privateKey, algorithm) };
    },
    current() {
      if (current === undefined) throw new Error("The signing keys have not been read yet.");
      return current;
    },
    async published() {
      const rows = await sql<{ publicKey: JWK }>`
        select public_key as "publicKey" from signing_keys order by created_at desc`;
      return { keys: rows.map(({ publicKey }) => publicKey) };
    },
  };
}

async function newest(tx: Query, newKeyAfterDays: number): Promise<Row | undefined> {
  const [row] = await tx<Row>`
    select kid, private_key as "privateKey" from signing_keys
    where created_at > now() - make_interval(days => ${newKeyAfterDays}::int)
    order by created_at desc limit 1`;
  return row;
}

async function addKey(tx: Query): Promise<Row> {
  const pair = await generateKeyPair(algorithm, { crv: "Ed25519", extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
  const named = { kid, alg: algorithm, use: "sig" };
  const privateKey = { ...(await exportJWK(pair.privateKey)), ...named };
  const publicKey = { ...(await exportJWK(pair.publicKey)), ...named };
  await tx`
    insert into signing_keys (kid, private_key, public_key)
    values (${kid}, ${JSON.stringify(privateKey)}::jsonb, ${JSON.stringify(publicKey)}::jsonb)`;
  return { kid, privateKey };
}

const hourMs = 3_600_000;

/** Renews keys, and reads keys of other replicas, until `signal`. */
export async function renewKeys(keys: SigningKeys, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(hourMs, undefined, { signal, ref: false }).catch(() => {});
    if (!signal.aborted)
      await keys
        .refresh()
        .catch((error: unknown) => log.warn({ err: error }, "signing keys stay as they are"));
  }
}
