import { isDemo, requireRole, requireUser } from "@slipway/kit/identity";
import type { Outbox } from "@slipway/kit/outbox";
import { Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import { findById, type Role, register, roles, setRoles } from "./accounts.ts";
import { hashPassword } from "./passwords.ts";

const Username = Type.String({ minLength: 2, maxLength: 40, pattern: "^[\\p{L}\\p{N}._-]+$" });
const Registration = Type.Object(
  {
    username: Username,
    email: Type.String({ maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" }),
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 200 })),
    role: Type.Enum(["buyer", "seller"], { default: "buyer" }),
  },
  { additionalProperties: false },
);
const Registered = Type.Object({ id: Type.Integer(), username: Type.String(), email: Type.String() });
const AccountView = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  email: Type.String(),
  roles: Type.Array(Type.String()),
});
const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const Roles = Type.Object({
  roles: Type.Array(Type.Enum([...roles]), { minItems: 1, uniqueItems: true }),
});

export function addAccountRoutes(app: App, sql: Sql, outbox: Outbox): void {
  app.post(
    "/users",
    { schema: { body: Registration, response: { 201: Registered } } },
    async (request, reply) => {
      const { username, email, role } = request.body;
      const password = await passwordOf(request.body, isDemo(request));
      const granted: Role[] = role === "seller" ? ["buyer", "seller"] : ["buyer"];
      const account = await register(sql, outbox, { username, email, password, roles: granted });
      if (account === undefined)
        throw new Problem(409, "The name or the address belongs to an account already.");
      return reply.code(201).send({ id: account.id, username, email });
    },
  );

  app.get("/users/me", { schema: { response: { 200: AccountView } } }, async (request) => {
    const account = await findById(sql, requireUser(request).userId);
    if (account === undefined) throw new Problem(404, "The account is gone.");
    return { ...account, roles: [...account.roles] };
  });

  app.put("/users/:id/roles", { schema: { params: ById, body: Roles } }, async (request, reply) => {
    requireRole(request, "admin");
    const { id } = request.params;
    if (!(await setRoles(sql, id, request.body.roles as Role[])))
      throw new Problem(404, `There is no user ${id}.`);
    return reply.code(204).send();
  });
}

async function passwordOf({ password }: Static<typeof Registration>, demo: boolean): Promise<string | null> {
  if (password !== undefined) return hashPassword(password);
  if (demo) return null;
  const errors = [{ pointer: "/password", in: "body", message: "must have at least 8 characters" }];
  throw new Problem(400, "An account needs a password.", { errors });
}
