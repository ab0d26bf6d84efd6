import { Problem } from "@slipway/kit/problem";
import type { Request } from "@slipway/kit/server";
import { repeatedKey } from "./repeated-key.ts";

const mediaType = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i;
// `ignoreBOM` keeps a byte order mark in the text, which JSON then refuses.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The request's body, parsed as by every service: JSON in UTF-8, without a byte order mark, without another
 * encoding and with each key once. Throws a `Problem` (400, 415) for anything else, because a service that
 * parses it differently would bypass the limits here. `undefined` without a body.
 */
export function readBody({ headers, body }: Request): unknown {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    throw new Problem(415, "content-encoding: bodies are taken as they are, without an encoding.");
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  if (!mediaType.test(headers["content-type"] ?? ""))
    throw new Problem(415, "content-type: bodies are taken as application/json in UTF-8.");
  const text = decoded(body);
  const value = parsed(text);
  const key = repeatedKey(text);
  if (key !== undefined)
    throw new Problem(400, `The body has the key ${JSON.stringify(key)} twice in one object.`);
  return value;
}

function decoded(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new Problem(400, "The body is not UTF-8.", { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, "The body is not JSON (without a byte order mark).", { cause: error });
  }
}
