import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import { signAccessToken } from "./access-token.ts";
import { type Account, findById, findByName, setPassword } from "./accounts.ts";
import type { SigningKeys } from "./keys.ts";
import { hashPassword, isOutdated, isPassword } from "./passwords.ts";
import { begin, end, proceed } from "./sessions.ts";

const Login = Type.Object({
  username: Type.String({ maxLength: 254 }),
  password: Type.String({ maxLength: 200 }),
});
const Refresh = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 200 }) });
const Tokens = Type.Object({
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresIn: Type.Integer(),
});

export interface Lifetimes {
  readonly accessTokenSeconds: number;
  readonly sessionDays: number;
  readonly refreshGraceSeconds: number;
}

export function addSessionRoutes(app: App, sql: Sql, keys: SigningKeys, lifetimes: Lifetimes): void {
  const { accessTokenSeconds: expiresIn, sessionDays, refreshGraceSeconds } = lifetimes;

  app.post("/auth/login", { schema: { body: Login, response: { 200: Tokens } } }, async (request) => {
    const account = await authenticate(sql, request.body);
    const { refreshToken } = await begin(sql, account.id, sessionDays);
    return { accessToken: await signAccessToken(keys, account, expiresIn), refreshToken, expiresIn };
  });

  app.post("/auth/refresh", { schema: { body: Refresh, response: { 200: Tokens } } }, async (request) => {
    const session = await proceed(sql, request.body.refreshToken, refreshGraceSeconds);
    const account = session && (await findById(sql, session.userId));
    if (account === undefined) throw new Problem(401, "The session has ended. Log in again.");
    const { refreshToken } = session as NonNullable<typeof session>;
    return { accessToken: await signAccessToken(keys, account, expiresIn), refreshToken, expiresIn };
  });

  app.post("/auth/logout", { schema: { body: Refresh } }, async (request, reply) => {
    await end(sql, request.body.refreshToken);
    return reply.code(204).send();
  });

  app.get("/.well-known/jwks.json", async (_request, reply) =>
    reply.header("cache-control", "public, max-age=300").send(await keys.published()),
  );
}

/** The same refusal for both errors, so that nobody can find out which names exist. */
async function authenticate(
  sql: Sql,
  { username, password }: { username: string; password: string },
): Promise<Account> {
  const found = await findByName(sql, username);
  const isRight = await isPassword(password, found?.password);
  if (found?.password === undefined || !isRight)
    throw new Problem(401, "The name or the password is not right.");
  if (isOutdated(found.password)) await setPassword(sql, found.account.id, await hashPassword(password));
  return found.account;
}
