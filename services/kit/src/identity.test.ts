import { expect, test } from "vitest";
import { cartOwnerOf, identityOf, isDemo, requireRole, requireUser } from "./identity.ts";

const asked = (headers: Record<string, string | string[]>) => ({ headers });
const statusOf = (work: () => unknown): unknown => {
  try {
    work();
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
};

test("the caller's identity is the one set by the gateway", () => {
  const admin = asked({ "x-user-id": "12", "x-user-roles": "seller,admin" });
  expect(identityOf(admin)).toEqual({ userId: 12, roles: ["seller", "admin"] });
  expect(identityOf(asked({ "x-user-id": "12" }))).toEqual({ userId: 12, roles: [] });
  expect(identityOf(asked({}))).toBeUndefined();
});

test.each(["", "0", "-1", "1.5", "1e3", "012", "12 ", "1,2", "99999999999999999"])(
  'the user "%s" is nobody',
  (id) => {
    expect(identityOf(asked({ "x-user-id": id }))).toBeUndefined();
    expect(statusOf(() => requireUser(asked({ "x-user-id": id })))).toBe(401);
  },
);

test("a required role must match exactly, and needs a user", () => {
  const seller = asked({ "x-user-id": "1", "x-user-roles": "seller" });
  expect(statusOf(() => requireRole(seller, "seller"))).toBe(200);
  expect(statusOf(() => requireRole(seller, "sell"))).toBe(403);
  expect(statusOf(() => requireRole(seller, ""))).toBe(403);
  expect(statusOf(() => requireRole(asked({ "x-user-roles": "seller" }), "seller"))).toBe(401);
});

test("a cart belongs to the user, otherwise to the session, and a session cannot imitate a user", () => {
  const session = { "x-session-id": "abcdefgh-1" };
  expect(cartOwnerOf(asked({ ...session, "x-user-id": "7" }))).toBe("user:7");
  expect(cartOwnerOf(asked(session))).toBe("session:abcdefgh-1");
  for (const forged of ["short", "user:7xx", "a".repeat(65), "../../x/y"])
    expect(cartOwnerOf(asked({ "x-session-id": forged }))).toBeUndefined();
});

test("only the gateway's header turns on demo mode", () => {
  expect(isDemo(asked({ "x-demo": "on" }))).toBe(true);
  for (const other of ["true", "1", "ON", "on,off"]) expect(isDemo(asked({ "x-demo": other }))).toBe(false);
});
