import type { Call, Service } from "@slipway/lib/domain/services/service.ts";
import type { Manifest } from "../testing/render.ts";
import type { Request } from "./authorization-policy.ts";
import { type Caller, mayCall } from "./may-call.ts";

type Declared = Pick<Service, "name" | "ports" | "calls">;

/** Pods that are no service and may ask, by their name: everything that the services they name serve. */
export type Others = ReadonlyMap<string, { readonly pod: Caller; readonly calls: readonly string[] }>;

const remedy = "Correct `calls` in service.yaml, then: npm run network -w services/kit";

/**
 * What the policies of one environment and the declared calls say differently: each caller asks each service for what anyone
 * declares to ask of it, and for things that nobody does. Empty when they agree. Throws when a service has no pods.
 */
export function callFindings(
  declared: readonly Declared[],
  all: readonly Manifest[],
  pods: ReadonlyMap<string, Caller>,
  others: Others = new Map(),
): readonly string[] {
  const callers = [
    ...declared.map(({ name, calls }) => ({ name, pod: podOf(pods, name), calls })),
    ...[...others].map(([name, { pod, calls }]) => ({
      name,
      pod,
      calls: calls.map((service): Call => ({ service })),
    })),
  ];
  return declared.flatMap((service) =>
    callers
      .filter(({ name }) => name !== service.name)
      .flatMap(({ name, pod, calls }) => {
        const call = calls.find((one) => one.service === service.name);
        return requestsTo(service, callers).flatMap((request) => {
          const answer = mayCall(all, pod, podOf(pods, service.name), request);
          const isDeclared = call !== undefined && covers(call, service, request);
          if ((answer === "allowed") === isDeclared) return [];
          const asked = `${name} → ${service.name}:${request.port} ${request.method} ${request.path}`;
          const what = isDeclared ? `is declared, and refused by ${answer}` : "is not declared, and allowed";
          return [`${asked}: ${what}.\n  ${remedy}`];
        });
      }),
  );
}

function podOf(pods: ReadonlyMap<string, Caller>, name: string): Caller {
  const pod = pods.get(name);
  if (pod === undefined) throw new Error(`There are no pods of ${name}.`);
  return pod;
}

const portOf = ({ ports }: Declared, name: "http" | "grpc") => ports.find((one) => one.name === name)?.port;

/** What is declared of the service by anyone, something else on each of its ports, and a port that it does not have. */
function requestsTo(
  service: Declared,
  callers: readonly { readonly calls: readonly Call[] }[],
): readonly Request[] {
  const calls = callers.flatMap((one) => one.calls).filter((one) => one.service === service.name);
  const [http, grpc] = [portOf(service, "http"), portOf(service, "grpc")];
  const operations = calls.flatMap((call) => call.http ?? []);
  const paths = ["/undeclared", ...operations.flatMap((one) => one.paths ?? []).map(example)];
  const methods = ["GET", "POST", ...operations.flatMap((one) => one.methods ?? [])];
  const names = ["undeclared.v1.Service", ...calls.flatMap((call) => call.grpc ?? [])];
  return [
    ...(http === undefined
      ? []
      : [...new Set(paths)].flatMap((path) =>
          [...new Set(methods)].map((method) => ({ port: http, method, path })),
        )),
    ...(grpc === undefined
      ? []
      : [...new Set(names)].map((name) => ({ port: grpc, method: "POST", path: `/${name}/Method` }))),
    { port: 9999, method: "GET", path: "/" },
  ];
}

const example = (path: string): string => path.replace(/\*$/, "one");

function covers(call: Call, service: Declared, { port, method, path }: Request): boolean {
  if (call.http === undefined && call.grpc === undefined)
    return service.ports.some((one) => one.port === port);
  if (port === portOf(service, "grpc"))
    return call.grpc?.some((name) => path.startsWith(`/${name}/`)) ?? false;
  if (port !== portOf(service, "http")) return false;
  return (
    call.http?.some(
      ({ methods, paths }) =>
        (methods?.includes(method) ?? true) &&
        (paths?.some((one) => (one.endsWith("*") ? path.startsWith(one.slice(0, -1)) : path === one)) ??
          true),
    ) ?? false
  );
}
