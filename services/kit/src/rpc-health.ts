import type { MessageShape } from "@bufbuild/protobuf";
import { type handleUnaryCall, Metadata, type Server, status } from "@grpc/grpc-js";
import {
  Health,
  type HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
} from "@slipway/contracts/gen/grpc/health/v1/health_pb";
import { definitionOf } from "./rpc.ts";

/**
 * gRPC's own health check, for probes and proxies that speak nothing else. It says what `/readyz` says, of the whole server or of a
 * service in it; like a probe it is neither counted nor logged, and no faults are injected.
 */
export function addHealthCheck(
  server: Server,
  isServed: (service: string) => boolean,
  isReady: () => boolean,
): void {
  const check: handleUnaryCall<MessageShape<typeof HealthCheckRequestSchema>, object> = (call, callback) => {
    const { service } = call.request;
    if (service !== "" && !isServed(service)) {
      const details = `${service} is not served here.`;
      callback({ code: status.NOT_FOUND, details, metadata: new Metadata() });
      return;
    }
    callback(null, { status: isReady() ? Status.SERVING : Status.NOT_SERVING });
  };
  server.addService(definitionOf(Health), { check });
}
