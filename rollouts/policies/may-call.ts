import type { Manifest } from "../testing/render.ts";
import { type Identity, isAuthorized, type Request } from "./authorization-policy.ts";
import { type Endpoint, policiesIn, reaches } from "./network-policy.ts";
import { modeOf } from "./peer-authentication.ts";

/** A pod that calls. Without an identity it speaks plain text; with one it has the certificate of that service account. */
export interface Caller extends Endpoint {
  readonly identity?: Identity | undefined;
}

export type Answer = "allowed" | "NetworkPolicy" | "PeerAuthentication" | "AuthorizationPolicy";

/** Ports of the proxy that no rule of the mesh covers: inbound capture leaves them out, and its agent answers in plain text. */
const ofAgent = [15020, 15021, 15090];

/**
 * Whether `caller` may ask `callee` for `request`, from the objects as they are rendered for a namespace; else what refuses it first:
 * the network drops the connection, the proxy refuses plain text, then it answers 403 (RBAC: access denied).
 */
export function mayCall(
  all: readonly Manifest[],
  caller: Caller,
  callee: Endpoint,
  request: Request,
): Answer {
  if (!reaches(policiesIn(all), caller, callee, request.port)) return "NetworkPolicy";
  if (ofAgent.includes(request.port)) return "allowed";
  const workload = { namespace: callee.namespace ?? "", labels: callee.labels ?? {} };
  const mode = modeOf(all, workload, request.port);
  if (mode === "STRICT" && caller.identity === undefined) return "PeerAuthentication";
  const identity = mode === "DISABLE" ? undefined : caller.identity;
  return isAuthorized(all, identity, request, workload) ? "allowed" : "AuthorizationPolicy";
}
