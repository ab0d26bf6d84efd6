/** Shared parts of the gateway's stub. */
import { Problem } from "@slipway/kit/problem";
import type { Request } from "@slipway/kit/server";
import type { ServiceDefinition } from "@slipway/kit/service";

export interface Line {
  readonly productId: number;
  quantity: number;
}

/** A shop with the gateway's contract, in memory; single services of it can be made unavailable. */
export interface Stub {
  readonly definition: ServiceDefinition<Record<never, never>>;
  /** Of each call: method, path, and the identity headers. */
  readonly calls: { line: string; headers: Request["headers"] }[];
  /** Unreachable services; `hanging` ones never answer, `torn` ones break off. */
  readonly down: Set<string>;
  readonly torn: Set<string>;
  readonly hanging: Set<string>;
  readonly goods: Goods[];
  /** Seconds an access token is valid; those in `refused` are invalid. */
  tokenSeconds: number;
  readonly refused: Set<string>;
}

export interface Goods {
  readonly id: number;
  name: string;
  description: string;
  category: string;
  price: number;
  readonly currency: string;
  stock: number;
  readonly shopId: number;
}

export interface Sold extends Line {
  readonly revenue: number;
}

export function userOf({ headers }: Request): number {
  const claims = headers.authorization?.split(".")[1];
  if (claims === undefined) throw new Problem(401, "Log in first: this needs a user.");
  return Number(JSON.parse(Buffer.from(claims, "base64url").toString()).sub);
}

export function known(goods: readonly Goods[], id: number): Goods {
  const found = goods.find((one) => one.id === id);
  if (found === undefined) throw new Problem(404, `There is no product ${id}.`);
  return found;
}
