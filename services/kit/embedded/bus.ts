import { setTimeout as delay } from "node:timers/promises";
import type { AnyEvent } from "@slipway/contracts/events";
import { type Bus, type Delivery, retryDelayMs } from "../src/bus.ts";

type Message = Omit<Delivery, "attempt">;

interface Consumer {
  /** Its position in the log. */
  position: number;
  /** Events for this consumer only. */
  readonly own: Message[];
}

/**
 * A broker in this process, for `npm run shop` on a machine without NATS. For its services it behaves like
 * NATS, but its data ends with the process.
 */
export function memoryBus(): Bus {
  const log: Message[] = [];
  const ids = new Set<string>();
  const consumers = new Map<string, Consumer>();
  let changed = Promise.withResolvers<void>();

  function tell(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  function consumerNamed(name: string): Consumer {
    const consumer = consumers.get(name) ?? { position: 0, own: [] };
    consumers.set(name, consumer);
    return consumer;
  }

  return {
    async publish(event, headers) {
      if (ids.has(event.id)) return;
      ids.add(event.id);
      log.push({ event: copyOf(event), headers });
      tell();
    },

    async publishTo(name, event) {
      consumerNamed(name).own.push({ event: copyOf(event), headers: {} });
      tell();
    },

    async subscribe(name, wanted, handle, signal) {
      const consumer = consumerNamed(name);
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      while (!signal.aborted) {
        const own = consumer.own[0];
        const message = own ?? log[consumer.position];
        if (message === undefined) await Promise.race([changed.promise, aborted]);
        else {
          const isWanted = own !== undefined || wanted.includes(message.event.name);
          if (isWanted && !(await delivered(message, handle, signal))) return;
          if (own === undefined) consumer.position += 1;
          else consumer.own.shift();
        }
      }
    },

    async close() {},
  };
}

/** Repeats until the handler succeeds; false if it did not before the end. */
async function delivered(
  message: Message,
  handle: (delivery: Delivery) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await handle({ ...message, attempt });
      return true;
    } catch {
      await delay(retryDelayMs(attempt), undefined, { signal }).catch(() => {});
    }
  }
  return false;
}

/** In the form in which it would arrive over the network. */
function copyOf(event: AnyEvent): AnyEvent {
  return JSON.parse(JSON.stringify(event)) as AnyEvent;
}
