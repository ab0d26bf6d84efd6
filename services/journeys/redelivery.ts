import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { stream, withBroker } from "./observe/broker.ts";
import { eventsOf } from "./observe/sinks.ts";

/**
 * Publishes every event of the stream `times` more, as the same events with new message ids: the broker
 * treats them as new, so only the consumers can recognise them. Resolves to their number.
 */
export async function publishAgain(url: string, times: number): Promise<number> {
  const events = await eventsOf(url);
  await withBroker(url, async (nats) => {
    const publisher = jetstream(nats);
    for (let round = 0; round < times; round += 1)
      for (const { subject, text } of events) {
        const [json = ""] = text.split("\n");
        await publisher.publish(subject, json, { msgID: `again-${round}-${JSON.parse(json).id}` });
      }
  });
  return times * events.length;
}

/** Events that consumers have not acknowledged yet. */
export function pendingDeliveries(url: string): Promise<number> {
  return withBroker(url, async (nats) => {
    const { consumers } = await jetstreamManager(nats);
    let pending = 0;
    for await (const { num_pending, num_ack_pending, config } of consumers.list(stream))
      if (config.durable_name !== undefined) pending += num_pending + num_ack_pending;
    return pending;
  });
}

/** Number of events in the stream so far. */
export function publishedEvents(url: string): Promise<number> {
  return withBroker(url, async (nats) => {
    const { state } = await (await jetstreamManager(nats)).streams.info(stream);
    return state.last_seq;
  });
}
