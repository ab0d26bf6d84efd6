import { postgresSql, type Sql } from "@slipway/kit/sql";
import { type StartedService, startService, testBus, testDatabase, until } from "@slipway/kit/testing";
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashPassword, isOutdated, isPassword } from "./passwords.ts";
import { user } from "./user.ts";

type Started = StartedService<typeof user.settings>;
let service: Started;
let environment: Record<string, string>;
let database: Sql;
/** A hash takes seconds on a busy machine. */
const patient = { REQUEST_TIMEOUT_MS: "30000" };

beforeAll(async () => {
  const stores = { DATABASE_URL: await testDatabase(), NATS_URL: await testBus() };
  environment = { ...stores, ...patient, REFRESH_GRACE_SECONDS: "0" };
  service = await startService(user, environment);
  database = postgresSql(environment.DATABASE_URL ?? "", service.app.log);
});
afterAll(async () => {
  await database.close();
  await service.app.close();
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  service.app.inject({ method: "POST", url, payload, headers });
const person = (name: string) => ({
  username: name,
  email: `${name}@sea.example`,
  password: "a long enough one",
});

async function loggedIn(name: string) {
  await post("/users", person(name));
  const answer = await post("/auth/login", { username: name, password: "a long enough one" });
  return answer.json() as { accessToken: string; refreshToken: string; expiresIn: number };
}

describe("accounts", () => {
  test("SP-2: an account without a password is created only in demo mode, and has no login", async () => {
    const john = { username: "john_doe", email: "john@example.com" };
    expect((await post("/users", john)).statusCode).toBe(400);
    const answer = await post("/users", john, { "x-demo": "on" });
    expect([answer.statusCode, answer.json()]).toEqual([201, { id: expect.any(Number), ...john }]);
    expect((await post("/auth/login", { username: "john_doe", password: "" })).statusCode).toBe(401);
  });

  test("a name or an address belongs to one account, in every spelling", async () => {
    await post("/users", person("Nemo"));
    expect((await post("/users", person("nemo"))).statusCode).toBe(409);
    expect((await post("/users", { ...person("ahab"), email: "NEMO@sea.example" })).statusCode).toBe(409);
  });

  test("a user cannot become an administrator by a request", async () => {
    expect((await post("/users", { ...person("iago"), role: "admin" })).statusCode).toBe(400);
    const put = (roles: string) =>
      service.app.inject({
        method: "PUT",
        url: "/users/1/roles",
        payload: { roles: ["buyer", "admin"] },
        headers: { "x-user-id": "1", "x-user-roles": roles },
      });
    expect((await put("buyer")).statusCode).toBe(403);
    expect((await put("admin")).statusCode).toBe(204);
  });

  test("an event reports the registration, once the account exists", async () => {
    const { id } = (await post("/users", person("teller"))).json();
    await until("the event has left the outbox", async () => {
      const [row] = await database`select count(*)::int as waiting from outbox`;
      return row?.waiting === 0;
    });
    const me = await service.app.inject({ url: "/users/me", headers: { "x-user-id": String(id) } });
    expect(me.json()).toMatchObject({ id, username: "teller", roles: ["buyer"] });
  });
});

describe("logins", () => {
  test("return a token that the published key verifies, for ten minutes", async () => {
    const { accessToken, expiresIn } = await loggedIn("ishmael");
    const { keys } = (await service.app.inject("/.well-known/jwks.json")).json();
    const kid = decodeProtectedHeader(accessToken).kid;
    const key = keys.find((one: { kid: string }) => one.kid === kid);
    expect(key).not.toHaveProperty("d");
    const { payload } = await jwtVerify(accessToken, await importJWK(key));
    expect(payload).toMatchObject({
      iss: "shop/user",
      aud: "shop",
      sub: expect.stringMatching(/^\d+$/),
      roles: ["buyer"],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(expiresIn);
  });

  test("refuse a wrong password and an unknown name alike", async () => {
    await post("/users", person("starbuck"));
    const wrong = await post("/auth/login", { username: "starbuck", password: "wrong" });
    const unknown = await post("/auth/login", { username: "nobody", password: "wrong" });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.json().detail).toBe(unknown.json().detail);
  });

  test("continue with refresh tokens; a reused token ends the session for everyone", async () => {
    const first = await loggedIn("queequeg");
    const second = (await post("/auth/refresh", { refreshToken: first.refreshToken })).json();
    expect(decodeJwt(second.accessToken).name).toBe("queequeg");
    expect((await post("/auth/refresh", { refreshToken: first.refreshToken })).statusCode).toBe(401);
    expect((await post("/auth/refresh", { refreshToken: second.refreshToken })).statusCode).toBe(401);
  });

  test("of two concurrent uses of one token, at most one continues", async () => {
    const { refreshToken } = await loggedIn("pip");
    const answers = await Promise.all([1, 2, 3].map(() => post("/auth/refresh", { refreshToken })));
    expect(answers.filter((answer) => answer.statusCode === 200).length).toBeLessThanOrEqual(1);
  });

  test("two tabs that refresh at once both continue; a later reuse ends their session", async () => {
    const lenient = await startService(user, { ...environment, REFRESH_GRACE_SECONDS: "10" });
    try {
      const { refreshToken } = await loggedIn("daggoo");
      const refresh = (token: string) =>
        lenient.app.inject({ method: "POST", url: "/auth/refresh", payload: { refreshToken: token } });
      const tabs = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
      expect(tabs.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      await database`update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null`;
      expect((await refresh(refreshToken)).statusCode).toBe(401);
      for (const tab of tabs) expect((await refresh(tab.json().refreshToken)).statusCode).toBe(401);
    } finally {
      await lenient.app.close();
    }
  });

  test("end with the logout", async () => {
    const { refreshToken } = await loggedIn("flask");
    expect((await post("/auth/logout", { refreshToken })).statusCode).toBe(204);
    expect((await post("/auth/refresh", { refreshToken })).statusCode).toBe(401);
  });
});

describe("stored data", () => {
  test("SP-9: neither passwords nor tokens are in the database or in the log", async () => {
    const { accessToken, refreshToken } = await loggedIn("stubb");
    const rows = await database`
      select to_jsonb(users)::text as row from users union all select to_jsonb(refresh_tokens)::text from refresh_tokens
      union all select to_jsonb(outbox)::text from outbox`;
    const kept = JSON.stringify([rows, service.log]);
    for (const secret of ["a long enough one", accessToken, refreshToken]) expect(kept).not.toContain(secret);
  });

  test("a password hashed at another cost is recognised, and hashed again", async () => {
    const old = "scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA$AAAA";
    expect(isOutdated(old)).toBe(true);
    const kept = await hashPassword("correct horse");
    expect([
      isOutdated(kept),
      await isPassword("correct horse", kept),
      await isPassword("wrong", kept),
    ]).toEqual([false, true, false]);
    expect(await isPassword("correct horse", undefined)).toBe(false);
  });
});

describe("signing keys", () => {
  test("are shared by replicas that start at the same time", async () => {
    const fresh = { DATABASE_URL: await testDatabase(), NATS_URL: await testBus() };
    const replicas = await Promise.all([startService(user, fresh), startService(user, fresh)]);
    const published = await Promise.all(
      replicas.map(async ({ app }) => (await app.inject("/.well-known/jwks.json")).json()),
    );
    expect(published[0].keys).toHaveLength(1);
    expect(published[1]).toEqual(published[0]);
    await Promise.all(replicas.map(({ app }) => app.close()));
  });

  test("are replaced when they are old; the previous one stays published", async () => {
    const fresh = { DATABASE_URL: await testDatabase(), NATS_URL: await testBus() };
    const before = await startService(user, fresh);
    await before.app.close();
    const sql = postgresSql(fresh.DATABASE_URL, before.app.log);
    await sql`update signing_keys set created_at = now() - interval '31 days'`;
    await sql.close();
    const after = await startService(user, fresh);
    const { keys } = (await after.app.inject("/.well-known/jwks.json")).json();
    expect(keys).toHaveLength(2);
    await after.app.close();
  });

  test("a token signed with an unknown key is refused", async () => {
    const { publicKey } = await generateKeyPair("EdDSA");
    const { accessToken } = await loggedIn("fedallah");
    await expect(
      jwtVerify(accessToken, await importJWK(await exportJWK(publicKey), "EdDSA")),
    ).rejects.toThrow();
  });
});
