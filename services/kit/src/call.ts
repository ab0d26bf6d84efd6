import { Problem } from "./problem.ts";

export interface Call {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
/** Origin-form (RFC 9112, 3.2.1), without spaces, control characters and multi-byte characters. */
const targetForm = /^\/[\x21-\x22\x24-\x7e\x80-\xff]*$/;
const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Node's servers accept 16 KiB of request line and headers; the kit's own headers need less than the difference. */
const mostBytes = 14 * 1024;
/** RFC 9110, 5.5. */
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Throws a `Problem` with 400 (431 if it is too large) for a call that HTTP cannot carry. Its parts come from
 * a request, so the sender is at fault and not the called service: nothing is sent, and no circuit breaker
 * counts it.
 */
export function requireSendable({ method, path, headers = {} }: Call): void {
  if (!methods.has(method)) throw refused("method");
  if (!targetForm.test(path)) throw refused("path");
  for (const [name, value] of Object.entries(headers)) {
    if (!nameForm.test(name)) throw refused("header name");
    if (!valueForm.test(value)) throw refused(`header ${name}`);
  }
  // The other side would close the connection, which looks like its failure.
  const bytes = Object.entries(headers).reduce(
    (sum, entry) => sum + entry.join(": \r\n").length,
    path.length,
  );
  if (bytes > mostBytes)
    throw new Problem(431, `The request's path and headers have more than ${mostBytes} bytes.`);
}

/** The value may be a secret, so it is not repeated. */
function refused(part: string): Problem {
  return new Problem(400, `The request's ${part} has characters that cannot be passed on.`);
}
