import { Problem } from "./problem.ts";

export interface Call {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
/** Origin-form (RFC 9112, 3.2.1), without spaces, control characters and what is no single byte. */
const targetForm = /^\/[\x21-\x22\x24-\x7e\x80-\xff]*$/;
const nameForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Node's servers take 16 KiB of request line and headers; what the kit adds to a call needs less than the difference. */
const mostBytes = 14 * 1024;
/** RFC 9110, 5.5. */
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Throws a `Problem` with 400 (431 for too much of it) for a call that HTTP cannot carry. Its parts come from a request, so the sender is at fault,
 * and the service that would be called is not: nothing is sent, and no breaker hears of it.
 */
export function requireSendable({ method, path, headers = {} }: Call): void {
  if (!methods.has(method)) throw refused("method");
  if (!targetForm.test(path)) throw refused("path");
  for (const [name, value] of Object.entries(headers)) {
    if (!nameForm.test(name)) throw refused("header name");
    if (!valueForm.test(value)) throw refused(`header ${name}`);
  }
  // The other side would hang up, which looks like a failure of it.
  const bytes = Object.entries(headers).reduce(
    (sum, entry) => sum + entry.join(": \r\n").length,
    path.length,
  );
  if (bytes > mostBytes)
    throw new Problem(431, `The request's path and headers have more than ${mostBytes} bytes.`);
}

/** The value itself may be a secret, and is not repeated. */
function refused(part: string): Problem {
  return new Problem(400, `The request's ${part} has characters that cannot be passed on.`);
}
