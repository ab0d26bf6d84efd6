import type { Outbox } from "@slipway/kit/outbox";
import type { Query, Sql } from "@slipway/kit/sql";

export const roles = ["buyer", "seller", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Account {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface Registration {
  readonly username: string;
  readonly email: string;
  /** Absent for an account without a login. */
  readonly password: string | null;
  readonly roles: readonly Role[];
}

/** `undefined` when the name or the address is taken. */
export function register(
  sql: Sql,
  outbox: Outbox,
  { username, email, password, roles }: Registration,
): Promise<Account | undefined> {
  return sql.transaction(async (tx) => {
    const [row] = await tx<{ id: number }>`
      insert into users (username, email, password, roles)
      values (${username}, ${email}, ${password}, ${roles.join(",")})
      on conflict do nothing returning id`;
    if (row === undefined) return undefined;
    await outbox.add(tx, "user.registered", `user:${row.id}`, { userId: row.id, username, email });
    return { id: row.id, username, email, roles };
  });
}

interface Row {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password: string | null;
  readonly roles: string;
}

export async function findById(query: Query, id: number): Promise<Account | undefined> {
  const [row] = await query<Row>`select id, username, email, roles from users where id = ${id}`;
  return row && account(row);
}

export async function findByName(
  query: Query,
  username: string,
): Promise<{ readonly account: Account; readonly password: string | undefined } | undefined> {
  const [row] = await query<Row>`
    select id, username, email, password, roles from users where lower(username) = lower(${username})`;
  return row && { account: account(row), password: row.password ?? undefined };
}

export async function setPassword(query: Query, id: number, password: string): Promise<void> {
  await query`update users set password = ${password} where id = ${id}`;
}

/** Takes effect with the next access token. False when there is no such user. */
export async function setRoles(query: Query, id: number, roles: readonly Role[]): Promise<boolean> {
  const changed = await query`update users set roles = ${roles.join(",")} where id = ${id} returning 1`;
  return changed.length > 0;
}

function account({ id, username, email, roles }: Row): Account {
  return { id, username, email, roles: roles.split(",") as Role[] };
}
