import { SignJWT } from "jose";
import type { Account } from "./accounts.ts";
import { algorithm, type SigningKeys } from "./keys.ts";

/** What the gateway checks in addition to the signature: issuer, audience and kind of token. */
export const claims = { issuer: "shop/user", audience: "shop", type: "at+jwt" } as const;

export function signAccessToken(keys: SigningKeys, account: Account, seconds: number): Promise<string> {
  const { kid, key } = keys.current();
  return new SignJWT({ name: account.username, roles: account.roles })
    .setProtectedHeader({ alg: algorithm, kid, typ: claims.type })
    .setSubject(String(account.id))
    .setIssuer(claims.issuer)
    .setAudience(claims.audience)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(key);
}
