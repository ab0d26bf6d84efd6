import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Query, Sql } from "@slipway/kit/sql";

/**
 * A login, continued by refresh tokens that can be used once. A second use means that a token was copied: the
 * session ends, for thief and owner alike. Two tabs may refresh at the same time, so for a few seconds a used
 * token still gets a new one. Only digests are stored; a token is 256 random bits, so a fast hash is enough.
 */
export interface Session {
  readonly userId: number;
  readonly refreshToken: string;
}

export async function begin(query: Query, userId: number, days: number): Promise<Session> {
  const id = randomUUID();
  await query`
    insert into sessions (id, user_id, expires_at)
    values (${id}, ${userId}, now() + make_interval(days => ${days}::int))`;
  return { userId, refreshToken: await addToken(query, id) };
}

/** `undefined` when the token is unknown, used or expired, or its session has ended. */
export function proceed(sql: Sql, refreshToken: string, graceSeconds: number): Promise<Session | undefined> {
  return sql.transaction(async (tx) => {
    // now() is the start of the transaction, which may be before the transaction that it waited for used the
    // token.
    const [found] = await tx<{ sessionId: string; userId: number; isOpen: boolean; isCopied: boolean }>`
      select session_id as "sessionId", user_id as "userId",
        coalesce(used_at <= clock_timestamp() - make_interval(secs => ${graceSeconds}::int), false) as "isCopied",
        ended_at is null and expires_at > now() as "isOpen"
      from refresh_tokens join sessions on sessions.id = session_id
      where digest = ${digest(refreshToken)} for update`;
    if (found === undefined || !found.isOpen) return undefined;
    const { sessionId, userId, isCopied } = found;
    if (isCopied) {
      await tx`update sessions set ended_at = now() where id = ${sessionId}`;
      return undefined;
    }
    await tx`update refresh_tokens set used_at = coalesce(used_at, clock_timestamp()) where digest = ${digest(refreshToken)}`;
    return { userId, refreshToken: await addToken(tx, sessionId) };
  });
}

/** An unknown token ends nothing. */
export async function end(query: Query, refreshToken: string): Promise<void> {
  await query`
    update sessions set ended_at = now() where ended_at is null
    and id = (select session_id from refresh_tokens where digest = ${digest(refreshToken)})`;
}

export async function forgetExpired(query: Query): Promise<void> {
  await query`delete from sessions where expires_at < now()`;
}

async function addToken(query: Query, sessionId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await query`insert into refresh_tokens (digest, session_id) values (${digest(token)}, ${sessionId})`;
  return token;
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
