import type { DescService } from "@bufbuild/protobuf";
import { Deadline } from "@slipway/kit/deadline";
import type { RpcClient } from "@slipway/kit/rpc";
import { createService } from "@slipway/kit/service";

/** A client like those in services, for a test that acts as a service. */
export function clientOf<Contract extends DescService>(
  contract: Contract,
  target: string | undefined,
): { readonly client: RpcClient<Contract>; close(): Promise<void> } {
  if (target === undefined) throw new Error(`${contract.typeName} is not served: begin the service first.`);
  const clients: RpcClient<Contract>[] = [];
  const { app } = createService(
    {
      name: "test",
      settings: {},
      setup(context) {
        clients.push(context.rpc(contract, contract.typeName, target));
      },
    },
    { LOG_LEVEL: "silent" },
  );
  const [client] = clients;
  if (client === undefined) throw new Error("The kit made no client.");
  return { client, close: async () => void (await app.close()) };
}

/** A caller with a time limit of `milliseconds`. */
export function callerFor(milliseconds = 5000) {
  return { id: "test", deadline: Deadline.after(milliseconds) };
}
