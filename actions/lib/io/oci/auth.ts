/** The registry's login: `WWW-Authenticate: Basic`, or `Bearer` with a token service (docker distribution, ECR, GHCR). */
import * as z from "zod";
import { UserError } from "../../domain/errors/user-error.ts";
import type { Credentials } from "./docker-config.ts";

export interface Challenge {
  readonly scheme: "basic" | "bearer";
  readonly parameters: Readonly<Record<string, string>>;
}

const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export function parseChallenge(header: string): Challenge | undefined {
  const scheme = /^(basic|bearer)\b/i.exec(header)?.[1]?.toLowerCase();
  if (scheme !== "basic" && scheme !== "bearer") return undefined;
  const pairs = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
    key.toLowerCase(),
    value,
  ]);
  return { scheme, parameters: Object.fromEntries(pairs) };
}

/** The Authorization header that answers the challenge; undefined when there is nothing to answer with. */
export async function authorize(
  challenge: Challenge,
  repository: string,
  credentials: Credentials | undefined,
  fetcher: typeof fetch,
): Promise<string | undefined> {
  if (challenge.scheme === "basic") return credentials === undefined ? undefined : basic(credentials);
  const { realm, service } = challenge.parameters;
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  requireTls(url);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", challenge.parameters.scope ?? `repository:${repository}:pull`);
  const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
  const response = await fetcher(url, { headers });
  if (!response.ok) return undefined;
  const { token, access_token } = tokenSchema.parse(await response.json());
  const bearer = token ?? access_token;
  return bearer === undefined ? undefined : `Bearer ${bearer}`;
}

/** The registry chooses the address, and the password goes there. */
function requireTls({ protocol, host, hostname }: URL): void {
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  if (protocol === "https:" || (protocol === "http:" && isLoopback)) return;
  throw new UserError(
    `registry login at ${protocol}//${host}: the password would go there without TLS.\n  Have the registry name an https address in WWW-Authenticate.`,
  );
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
