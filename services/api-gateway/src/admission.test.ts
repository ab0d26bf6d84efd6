import { startService, testBus, testDatabase } from "@slipway/kit/testing";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { user } from "../../user/src/user.ts";
import { Opened, post, startEcho, startGateway } from "../testing/neighbours.ts";

const opened = new Opened();
afterEach(() => opened.close());

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
const pairOf = () => generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
const publicJwk = async ({ publicKey }: Pair, kid: string) => ({
  ...(await exportJWK(publicKey)),
  kid,
  alg: "EdDSA",
  use: "sig",
});

interface Claims {
  readonly kid?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly typ?: string;
  readonly expires?: string;
}
const sign = (
  { privateKey }: Pair,
  { kid = "one", issuer = "shop/user", audience = "shop", typ = "at+jwt", expires = "10m" }: Claims = {},
) =>
  new SignJWT({ roles: ["buyer"] })
    .setProtectedHeader({ alg: "EdDSA", kid, typ })
    .setSubject("42")
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(privateKey);

let pair: Pair;
let published: object[];
beforeEach(async () => {
  pair = await pairOf();
  published = [await publicJwk(pair, "one")];
});

async function gateway(environment: Record<string, string> = {}) {
  const users = await startEcho(opened, "user", ({ app }) =>
    app.get("/.well-known/jwks.json", () => ({ keys: published })),
  );
  const others = await startEcho(opened, "others");
  const edge = await startGateway(opened, others.address, { user: users.address }, environment);
  const ask = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(`${edge.address}/api/cart`, { headers });
    const body = (await answer.json()) as { headers?: Record<string, string>; detail?: string };
    return { status: answer.status, headers: answer.headers, inside: body.headers ?? {} };
  };
  const bearer = (token: string) => ask({ authorization: `Bearer ${token}` });
  return { edge, users, ask, bearer };
}

describe("SP-16: the caller's identity", () => {
  test("is passed to services from the token, which is not passed on", async () => {
    const { bearer } = await gateway();
    const { status, inside } = await bearer(await sign(pair));
    expect([status, inside["x-user-id"], inside["x-user-roles"]]).toEqual([200, "42", "buyer"]);
    expect(inside).not.toHaveProperty("authorization");
  });

  test("cannot be set by headers from outside", async () => {
    const { ask } = await gateway();
    const forged = { "x-user-id": "1", "x-user-roles": "admin", "X-User-Anything": "1", "x-demo": "on" };
    const { status, inside } = await ask({ ...forged, "x-session-id": "a session; of somebody" });
    expect(status).toBe(200);
    const names = Object.keys(inside).filter((name) => /^x-(user|demo|session)/.test(name));
    expect(names).toEqual([]);
    expect((await ask({ "x-session-id": "abcdefgh-12" })).inside["x-session-id"]).toBe("abcdefgh-12");
  });

  test("an invalid token is refused, for any reason", async () => {
    const { bearer, ask } = await gateway();
    const stranger = await pairOf();
    const asSecret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
    const confused = new SignJWT({ roles: ["admin"] })
      .setProtectedHeader({ alg: "HS256", kid: "one", typ: "at+jwt" })
      .setSubject("1")
      .setIssuer("shop/user")
      .setAudience("shop")
      .setExpirationTime("10m");
    const unsigned = new UnsecuredJWT({ roles: ["admin"] })
      .setSubject("1")
      .setIssuer("shop/user")
      .setAudience("shop")
      .setExpirationTime("10m");
    const good = await sign(pair);
    const refused = {
      expired: await sign(pair, { expires: "-1s" }),
      "another key": await sign(stranger),
      "an unknown key": await sign(stranger, { kid: "two" }),
      "another issuer": await sign(pair, { issuer: "shop/evil" }),
      "another audience": await sign(pair, { audience: "bank" }),
      "another kind of token": await sign(pair, { typ: "JWT" }),
      "the public key as a secret": await confused.sign(asSecret),
      unsigned: unsigned.encode(),
      changed: `${good.slice(0, -4)}AAAA`,
      "no token": "nonsense",
    };
    for (const [what, token] of Object.entries(refused)) {
      const answer = await bearer(token);
      expect([what, answer.status, answer.headers.get("www-authenticate")]).toEqual([
        ...[what, 401, 'Bearer error="invalid_token"'],
      ]);
    }
    expect((await ask({ authorization: "Basic YTpi" })).status).toBe(401);
    expect((await bearer(good)).status).toBe(200);
  });

  test("is still verified while the user service is down; a new key is fetched when it is back", async () => {
    const { bearer, users } = await gateway();
    expect((await bearer(await sign(pair))).status).toBe(200);
    await users.app.close();
    expect((await bearer(await sign(pair))).status).toBe(200);
  });

  test("a token that cannot be verified now is not an error of its bearer", async () => {
    const { bearer, users } = await gateway();
    await users.app.close();
    const answer = await bearer(await sign(pair));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  });

  test("a newly published key is fetched with its first token", async () => {
    const { bearer } = await gateway();
    await bearer(await sign(pair));
    const next = await pairOf();
    published.push(await publicJwk(next, "next"));
    const token = await sign(next, { kid: "next" });
    await expect.poll(async () => (await bearer(token)).status, { timeout: 10_000 }).toBe(200);
  });

  test("logs in at the real user service, and reads the account", async () => {
    const patient = { REQUEST_TIMEOUT_MS: "30000" };
    const stores = { DATABASE_URL: await testDatabase(), NATS_URL: await testBus() };
    const users = await startService(user, { ...stores, ...patient });
    opened.add(users.app);
    const edge = await startGateway(opened, users.address);
    const person = { username: "bosun", email: "bosun@sea.example", password: "a long enough one" };
    await post(edge, "/api/users", JSON.stringify(person));
    const login = await post(edge, "/api/auth/login", JSON.stringify(person));
    const { accessToken } = (await login.json()) as { accessToken: string };
    const me = (headers: Record<string, string>) => fetch(`${edge.address}/api/users/me`, { headers });
    const mine = await me({ authorization: `Bearer ${accessToken}` });
    expect(await mine.json()).toMatchObject({ username: "bosun", roles: ["buyer"] });
    expect((await me({})).status).toBe(401);
    expect((await me({ "x-user-id": "1" })).status).toBe(401);
    expect((await fetch(`${edge.address}/api/auth/jwks`)).status).toBe(200);
  });
});

describe.each([
  ["with Redis", {}],
  ["with Redis down", { REDIS_URL: "redis://127.0.0.1:9" }],
])("SP-16: rate limits, %s", (_when, store: Record<string, string>) => {
  const slow = { RATE_BURST: "3", RATE_PER_SECOND: "1", TRUSTED_PROXIES: "127.0.0.1", ...store };

  test("each user and each address has a separate limit", async () => {
    const { ask, bearer } = await gateway(slow);
    const token = await sign(pair);
    const from = (address: string) => ask({ "x-forwarded-for": address });
    const answers = await Promise.all(Array.from({ length: 40 }, () => from("198.51.100.7")));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("ratelimit-limit")).toBe("3");
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect((await from("198.51.100.8")).status).toBe(200);
    expect((await bearer(token)).status).toBe(200);
    const own = await Promise.all(Array.from({ length: 40 }, () => bearer(token)));
    expect(own.some(({ status }) => status === 429)).toBe(true);
  });

  test("unknown paths count too, and so do invalid tokens", async () => {
    const { edge, bearer } = await gateway(slow);
    const missing = () => fetch(`${edge.address}/api/nothing`).then(({ status }) => status);
    expect(await Promise.all(Array.from({ length: 40 }, missing))).toContain(429);
    const bad = await Promise.all(Array.from({ length: 40 }, () => bearer("nonsense")));
    expect(bad.map(({ status }) => status)).toContain(429);
  });

  test("logins for one name are limited, from all addresses together", async () => {
    const { edge } = await gateway({ ...store, ATTEMPTS_PER_MINUTE: "5", TRUSTED_PROXIES: "127.0.0.1" });
    const guess = (username: string, address: string) =>
      fetch(`${edge.address}/api/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({ username, password: "guess" }),
      }).then(({ status }) => status);
    const guesses = Array.from({ length: 20 }, (_, index) => guess("Nemo", `198.51.100.${index}`));
    const statuses = await Promise.all(guesses);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(5);
    expect(statuses).toContain(429);
    expect(await guess("ahab", "198.51.100.99")).toBe(201);
  });
});
