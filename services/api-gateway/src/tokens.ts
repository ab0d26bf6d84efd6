import type { Identity } from "@slipway/kit/identity";
import { Problem } from "@slipway/kit/problem";
import type { Caller, Upstream } from "@slipway/kit/upstream";
import { errors, importJWK, type JWK, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

/** Identifies a token's bearer. Throws a `Problem`: 401 for an invalid token, 503 if it cannot be verified. */
export type Identify = (token: string, caller: Caller) => Promise<Identity>;

type Key = Awaited<ReturnType<typeof importJWK>>;

const algorithm = "EdDSA";
const expected = { issuer: "shop/user", audience: "shop", typ: "at+jwt", algorithms: [algorithm] };
const keysPath = "/.well-known/jwks.json";
const freshMs = 10 * 60_000;
/** Unknown key ids must not cause a flood of requests. */
const pauseMs = 1000;

/** Verifies with the user service's published keys. While it is down, known keys stay valid. */
export function identifyBy(users: Upstream, now: () => number = () => performance.now()): Identify {
  let keys: ReadonlyMap<string, Key> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  function read(caller: Caller): Promise<void> {
    reading ??= fetchKeys(users, caller)
      .then((found) => {
        keys = found;
        readAt = now();
      })
      .finally(() => {
        reading = undefined;
        triedAt = now();
      });
    return reading;
  }

  async function keyOf(kid: string | undefined, caller: Caller): Promise<Key> {
    if (kid === undefined) throw bad();
    const isDue = now() - triedAt >= pauseMs;
    const known = keys.get(kid);
    if (known === undefined && (isDue || keys.size === 0)) await read(caller);
    // The token at hand does not wait for it.
    else if (isDue && now() - readAt > freshMs) read(caller).catch(() => {});
    const key = known ?? keys.get(kid);
    if (key === undefined) throw bad();
    return key;
  }

  return async (token, caller) => {
    const getKey: JWTVerifyGetKey = ({ kid }) => keyOf(kid, caller);
    try {
      const { payload } = await jwtVerify(token, getKey, expected);
      return identityIn(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Problem(401, "The token has expired. Refresh it.");
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw bad(error);
      throw error;
    }
  };
}

async function fetchKeys(users: Upstream, caller: Caller): Promise<ReadonlyMap<string, Key>> {
  const { status, body } = await users.call(caller, { method: "GET", path: keysPath });
  if (status !== 200) {
    await body.dump();
    throw new Problem(503, "Tokens cannot be checked now.", { retryAfterSeconds: 1 });
  }
  const { keys } = (await body.json()) as { keys: readonly JWK[] };
  const usable = keys.filter(({ kid, alg }) => kid !== undefined && alg === algorithm);
  return new Map(
    await Promise.all(
      usable.map(async (jwk) => [jwk.kid ?? "", await importJWK(jwk, algorithm)] as [string, Key]),
    ),
  );
}

function identityIn({ sub = "", roles }: JWTPayload): Identity {
  const userId = Number(sub);
  if (!/^[1-9]\d{0,15}$/.test(sub) || !Number.isSafeInteger(userId)) throw bad();
  const names = Array.isArray(roles) ? roles : [];
  return { userId, roles: names.filter((name) => typeof name === "string" && /^\w+$/.test(name)) };
}

function bad(cause?: unknown): Problem {
  return new Problem(401, "The token is not valid. Log in again.", { cause });
}
