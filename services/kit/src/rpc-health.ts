import type { MessageShape } from "@bufbuild/protobuf";
import { type handleUnaryCall, Metadata, type Server, status } from "@grpc/grpc-js";
import {
  Health,
  type HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
} from "@slipway/contracts/gen/grpc/health/v1/health_pb";
import { definitionOf } from "./rpc.ts";

/**
 * gRPC's own health check, for probes and proxies that support nothing else. It returns the result of
 * `/readyz`, for the whole server or one of its services; like a probe it is neither counted nor logged, and
 * gets no injected faults.
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
