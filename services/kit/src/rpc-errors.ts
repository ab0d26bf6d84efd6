import { status } from "@grpc/grpc-js";
import { Problem } from "./problem.ts";

const httpStatus = {
  CANCELLED: 499,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  UNAUTHENTICATED: 401,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 409,
  ABORTED: 409,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type RpcCode = keyof typeof httpStatus;

/** The error of a gRPC method; `message` is for the caller, so it must not contain internals. */
export class RpcError extends Problem {
  readonly code: RpcCode;

  constructor(code: RpcCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(httpStatus[code], message, { ...options, ...(code === "UNAVAILABLE" && { retryAfterSeconds: 1 }) });
    this.code = code;
  }
}

export function httpStatusOf(code: RpcCode | "OK"): number {
  return code === "OK" ? 200 : httpStatus[code];
}

/** gRPC's number of a code, for the wire. */
export function numberOf(code: RpcCode): number {
  return status[code];
}

export function codeOf(number: number): RpcCode {
  const name = status[number] as string | undefined;
  return name !== undefined && name in httpStatus ? (name as RpcCode) : "INTERNAL";
}

/** The error that the caller gets for what a method threw. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof Problem)
    return new RpcError(codeForHttp(error.status), error.message, { cause: error });
  return new RpcError("INTERNAL", "The call could not be answered.", { cause: error });
}

function codeForHttp(wanted: number): RpcCode {
  const found = Object.entries(httpStatus).find(([, one]) => one === wanted)?.[0] as RpcCode | undefined;
  return found ?? (wanted >= 500 ? "INTERNAL" : "FAILED_PRECONDITION");
}
