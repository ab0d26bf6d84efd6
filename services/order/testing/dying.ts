import type { Outbox } from "@slipway/kit/outbox";
import { run, type ServiceContext, type ServiceDefinition } from "@slipway/kit/service";
import type { TProperties } from "typebox";
import { inventory } from "../../inventory/src/inventory.ts";
import { paymentBy } from "../../payment/src/payment.ts";
import { simulatedPsp } from "../../payment/src/simulated-psp.ts";
import { order } from "../src/order.ts";

/**
 * A service that kills itself, as hard as `kill -9` does, when it comes to a point:
 *
 *     before:reserve, after:reserve      a call it makes, or one it answers
 *     within:order.confirmed             the transaction that tells of an event, before it ends
 *     provider:capture                   the payment provider has done it, and nobody has written it down
 *     within:inventory.updated#2         the second time
 */
const [part = "", place = ""] = process.argv.slice(2);
const [point = "", time = "1"] = place.split("#");
let times = 0;

/** Never resolves at the point of death: nothing happens after it. */
async function come(to: string): Promise<void> {
  if (to !== point) return;
  times += 1;
  if (times < Number(time)) return;
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {});
}

/** `methods`; the one that the point names ends the process. */
function deadly<Methods extends object>(methods: Methods, before: string, after: string): Methods {
  return new Proxy(methods, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        await come(`${before}:${String(name)}`);
        const answer: unknown = await method.apply(target, given);
        await come(`${after}:${String(name)}`);
        return answer;
      };
    },
  });
}

function deadlyOutbox(outbox: Outbox): Outbox {
  return {
    async add(tx, name, key, data) {
      await outbox.add(tx, name, key, data);
      await come(`within:${name}`);
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
