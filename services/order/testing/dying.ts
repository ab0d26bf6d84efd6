import type { Outbox } from "@slipway/kit/outbox";
import { run, type ServiceContext, type ServiceDefinition } from "@slipway/kit/service";
import type { TProperties } from "typebox";
import { inventory } from "../../inventory/src/inventory.ts";
import { paymentBy } from "../../payment/src/payment.ts";
import { simulatedPsp } from "../../payment/src/simulated-psp.ts";
import { order } from "../src/order.ts";

/**
 * A service that kills itself, as hard as `kill -9` does, the first time it comes to a point:
 *
 *     before:reserve, after:reserve      a call it makes, or one it answers
 *     within:order.confirmed             the transaction that tells of an event, before it ends
 *     provider:capture                   the payment provider has done it, and nobody has written it down
 */
const [part = "", point = ""] = process.argv.slice(2);

/** Never resolves: nothing is done after the point. */
function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

/** `methods`, of which the one that the point names ends the process. */
function deadly<Methods extends object>(methods: Methods, before: string, after: string): Methods {
  return new Proxy(methods, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        if (point === `${before}:${String(name)}`) await die();
        const answer: unknown = await method.apply(target, given);
        if (point === `${after}:${String(name)}`) await die();
        return answer;
      };
    },
  });
}

function deadlyOutbox(outbox: Outbox): Outbox {
  return {
    async add(tx, name, key, data) {
      await outbox.add(tx, name, key, data);
      if (point === `within:${name}`) await die();
    },
  };
}

function mortal<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
): ServiceDefinition<Settings> {
  return {
    ...definition,
    setup(context: ServiceContext<Settings>) {
      definition.setup({
        ...context,
        outbox: (sql) => deadlyOutbox(context.outbox(sql)),
        rpc: (contract, name, target) => deadly(context.rpc(contract, name, target), "before", "after"),
        serve: (contract, implementation) =>
          context.serve(contract, deadly(implementation, "before", "after")),
      });
    },
  };
}

if (part === "order") await run(mortal(order));
else if (part === "inventory") await run(mortal(inventory));
else if (part === "payment") {
  await run(mortal(paymentBy((sql) => deadly(simulatedPsp(sql), "before-provider", "provider"))));
} else {
  process.stderr.write(`"${part}" is none of order, inventory, payment.\n`);
  process.exit(2);
}
