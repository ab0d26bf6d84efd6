import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./server.ts";

export interface FieldError {
  /** JSON pointer into the part of the request that is named by `in`. */
  readonly pointer: string;
  readonly in: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error answer as in RFC 9457. The client reads `detail`, so it must not contain internals. */
export class Problem extends Error {
  override readonly name: string = "Problem";
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Answers every error, including unknown paths, as `application/problem+json`. */
export function useProblems(app: App): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) request.log.error({ err: error }, problem.message);
    return sendProblem(problem, request, reply);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new Problem(404, `${request.method} of this path is not served here.`), request, reply),
  );
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  if (problem.retryAfterSeconds !== undefined) reply.header("retry-after", String(problem.retryAfterSeconds));
  return reply
    .code(problem.status)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send({
      type: "about:blank",
      title: STATUS_CODES[problem.status] ?? "Error",
      status: problem.status,
      detail: problem.message,
      requestId: request.id,
      ...(problem.errors && { errors: problem.errors }),
    });
}

function toProblem(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error;
  if (error.validation !== undefined) return invalid(error);
  if (error.code === "FST_ERR_HANDLER_TIMEOUT")
    return new Problem(504, "The request was not answered in time.", { cause: error });
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new Problem(status, error.message, { cause: error });
  return new Problem(500, "The request could not be answered.", { cause: error });
}

const requestParts: Readonly<Record<string, string>> = {
  params: "path",
  querystring: "query",
  headers: "headers",
};

function invalid(error: FastifyError): Problem {
  const part = requestParts[error.validationContext ?? ""] ?? "body";
  const errors = (error.validation ?? []).map((finding) => ({
    pointer: finding.instancePath,
    in: part,
    message: finding.message ?? finding.keyword,
  }));
  return new Problem(400, `The ${part} of the request is not valid.`, {
    errors,
    cause: error,
  });
}
