import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Many rounds with little memory (8 MB): Node hashes four at a time, and a pod has 128 MB. */
const cost: Cost = { N: 2 ** 13, r: 8, p: 10 };
const saltBytes = 16;
const keyBytes = 32;

/** `scrypt$N$r$p$salt$key`: after a change of the cost, older hashes can still be checked. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Takes the same time for an unknown name (`undefined`) as for a wrong password. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const { salt, key, ...parameters } = parse(stored ?? nobodys);
  const isSame = timingSafeEqual(await derive(password, salt, parameters), key);
  return isSame && stored !== undefined;
}

/** True when it was hashed with another cost than the current one. */
export function isOutdated(stored: string): boolean {
  const { N, r, p } = parse(stored);
  return N !== cost.N || r !== cost.r || p !== cost.p;
}

const nobodys = ["scrypt", cost.N, cost.r, cost.p, "A".repeat(22), "A".repeat(43)].join("$");

function parse(stored: string) {
  const [scheme, N, r, p, salt = "", key = ""] = stored.split("$");
  if (scheme !== "scrypt") throw new Error(`A password is kept in the unknown form ${scheme}.`);
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password.normalize("NFKC"), salt, keyBytes, { N, r, p }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}
