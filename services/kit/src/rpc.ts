import {
  create,
  type DescMethodUnary,
  type DescService,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";
import type { Caller } from "./upstream.ts";

export { type RpcCode, RpcError } from "./rpc-errors.ts";

/** The implementation of a method: from a request to the fields of its response. Throws `RpcError`. */
export type Implementation<Service extends DescService> = {
  readonly [Method in keyof Service["method"]]: Service["method"][Method] extends DescMethodUnary<
    infer Input,
    infer Output
  >
    ? (request: MessageShape<Input>, call: { readonly caller: Caller }) => Promise<MessageInitShape<Output>>
    : never;
};

/**
 * Calls another service within the caller's deadline. Throws `RpcError`, which becomes the corresponding
 * `Problem` at the edge.
 */
export type RpcClient<Service extends DescService> = {
  readonly [Method in keyof Service["method"]]: Service["method"][Method] extends DescMethodUnary<
    infer Input,
    infer Output
  >
    ? (caller: Caller, request: MessageInitShape<Input>) => Promise<MessageShape<Output>>
    : never;
};

/** gRPC's own description of a service, made of the contract's. */
export function definitionOf(service: DescService): ServiceDefinition {
  return Object.fromEntries(
    service.methods.map((method): [string, MethodDefinition<object, object>] => [
      method.localName,
      {
        path: `/${service.typeName}/${method.name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: (message) => Buffer.from(toBinary(method.input, message as never)),
        requestDeserialize: (bytes) => fromBinary(method.input, bytes),
        responseSerialize: (message) =>
          Buffer.from(toBinary(method.output, create(method.output, message as never))),
        responseDeserialize: (bytes) => fromBinary(method.output, bytes),
      },
    ]),
  );
}
