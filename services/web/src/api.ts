import { Deadline } from "@slipway/kit/deadline";
import { type FieldError, Problem } from "@slipway/kit/problem";
import type { Request } from "@slipway/kit/server";
import type { Answer, Call, Caller, Upstream } from "@slipway/kit/upstream";

/** Optional parts of pages. Each has its own connections, so that a slow one delays only its own block. */
export const extras = [
  ...["ads", "recommendation", "currency", "notification", "shipping", "business", "product"],
] as const satisfies readonly string[];
export type Extra = (typeof extras)[number];

interface Question {
  readonly method?: Call["method"];
  /** Below `/api`. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

export interface Told<T> {
  readonly data: T;
  /** The cursor of the next page of a list. */
  readonly next: string | undefined;
}

/**
 * The gateway's answers. `ask` throws the `Problem` of an error; `block` is `undefined` when there is no
 * answer in time.
 */
export interface Api {
  ask<T>(request: Request, question: Question): Promise<Told<T>>;
  block<T>(request: Request, extra: Extra, path: string): Promise<T | undefined>;
}

/** A page waits `patienceMs` for optional parts. */
export function createApi(gateway: Upstream, others: ReadonlyMap<Extra, Upstream>, patienceMs: number): Api {
  return {
    ask: (request, question) => ask(gateway, request, request, question),

    async block<T>(request: Request, extra: Extra, path: string) {
      const { id, deadline } = request;
      const caller = { id, deadline: Deadline.after(Math.min(patienceMs, deadline.remaining())) };
      try {
        return (await ask<T>(others.get(extra) ?? gateway, caller, request, { path })).data;
      } catch (error) {
        const isAbsent = error instanceof Problem && error.status === 404;
        const reason = error instanceof Error ? error.message : String(error);
        if (!isAbsent) request.log.warn({ extra, reason }, "a page is shown without a block");
        return undefined;
      }
    },
  };
}

async function ask<T>(
  gateway: Upstream,
  caller: Caller,
  request: Request,
  { method = "GET", path, body, headers }: Question,
): Promise<Told<T>> {
  const answer = await gateway.call(caller, {
    method,
    path: `/api${path}`,
    headers: { ...identityOf(request), ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) throw await problemIn(answer);
  const data = answer.status === 204 ? await answer.body.dump() : await answer.body.json();
  return { data: data as T, next: nextIn(answer) };
}

/** The gateway limits by client, so it gets the customer's address. */
function identityOf({ visitor, headers, ip }: Request): Record<string, string> {
  const before = headers["x-forwarded-for"];
  const { user, sessionId } = visitor;
  return {
    "x-forwarded-for": before === undefined ? ip : `${before}, ${ip}`,
    ...(user && { authorization: `Bearer ${user.accessToken}` }),
    ...(sessionId !== undefined && { "x-session-id": sessionId }),
  };
}

async function problemIn({ status, headers, body }: Answer): Promise<Problem> {
  const told = (await body.json().catch(() => ({}))) as { detail?: string; errors?: FieldError[] };
  const retryAfter = Number(headers["retry-after"]);
  return new Problem(status, told.detail ?? "The shop did not say why.", {
    ...(told.errors && { errors: told.errors }),
    ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  });
}

function nextIn({ headers }: Answer): string | undefined {
  const target = /<([^>]+)>; *rel="next"/.exec(String(headers.link ?? ""))?.[1];
  return target === undefined
    ? undefined
    : (new URL(target, "http://shop").searchParams.get("cursor") ?? undefined);
}
