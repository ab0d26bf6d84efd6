/**
 * Credentials of custom gates. The environment's file names variables, never values, so a token is in no
 * argument, address or commit; it is removed from a gate's answers.
 */
import { createHmac, randomUUID } from "node:crypto";
import type { CustomGate } from "../../domain/environments/environments.ts";

export type Credentials =
  | {
      readonly headers: Readonly<Record<string, string>>;
      /** Removes secrets from a text. */
      readonly redact: (text: string) => string;
    }
  | { readonly fault: string };

export function credentialsFor(
  { auth, sign }: Pick<CustomGate, "auth" | "sign">,
  body: string,
  env: NodeJS.ProcessEnv,
): Credentials {
  const token = auth === undefined ? undefined : env[auth]?.trim();
  const secret = sign === undefined ? undefined : env[sign]?.trim();
  const fault = faultOfToken(auth, token) ?? faultOfSecret(sign, secret);
  if (fault !== undefined) return { fault };
  return {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(secret === undefined ? {} : signed(body, secret)),
    },
    redact: (text) =>
      [token, secret].reduce<string>(
        (rest, each) => (each === undefined ? rest : rest.replaceAll(each, "***")),
        text,
      ),
  };
}

const remedy = (name: string): string =>
  `Give the step that promotes ${name} in its \`env\`, from a secret of that name.`;

function faultOfToken(name: string | undefined, token: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (!token) return `${name}: not set.\n  ${remedy(name)}`;
  // A header cannot contain other characters, and fetch's error message would contain the token.
  return /^[\x21-\x7e]+$/.test(token) ? undefined : `${name}: not one word of ASCII.\n  ${remedy(name)}`;
}

function faultOfSecret(name: string | undefined, secret: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (!secret) return `${name}: not set.\n  ${remedy(name)}`;
  const { length } = keyOf(secret);
  return length >= SHORTEST_KEY
    ? undefined
    : `${name}: expected a key of at least ${SHORTEST_KEY} bytes in base64.\n  Make one: openssl rand -base64 32.`;
}

const SHORTEST_KEY = 24;

const keyOf = (secret: string): Buffer =>
  /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret)
    ? Buffer.from(secret.replace(/^whsec_/, ""), "base64")
    : Buffer.alloc(0);

/** As https://www.standardwebhooks.com has it, which libraries of many languages verify. */
function signed(body: string, secret: string): Readonly<Record<string, string>> {
  const id = `gate_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
