import { type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { eventsOf } from "./observe/sinks.ts";

/**
 * Publishes every event of the stream `times` more, as the same events under new message ids: the broker takes them for new
 * ones, so that only the consumers themselves can know them. Resolves to how many that were.
 */
export async function publishAgain(url: string, times: number): Promise<number> {
  const { host, username, password } = new URL(url);
  const events = await eventsOf(url);
  const nats = await connect({ servers: host, user: username, pass: password });
  try {
    const stream = jetstream(nats);
    for (let round = 0; round < times; round += 1)
      for (const { subject, text } of events) {
        const [json = ""] = text.split("\n");
        await stream.publish(subject, json, { msgID: `again-${round}-${JSON.parse(json).id}` });
      }
  } finally {
    await nats.close();
  }
  return times * events.length;
}

/** What consumers have not acknowledged yet. */
export function pendingDeliveries(url: string): Promise<number> {
  return withManager(url, async (manager) => {
    let pending = 0;
    for await (const { num_pending, num_ack_pending, config } of manager.consumers.list("SHOP"))
      if (config.durable_name !== undefined) pending += num_pending + num_ack_pending;
    return pending;
  });
}

/** How many events the stream has had so far. */
export function publishedEvents(url: string): Promise<number> {
  return withManager(url, async (manager) => (await manager.streams.info("SHOP")).state.last_seq);
}

async function withManager<T>(url: string, work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const { host, username, password } = new URL(url);
  const nats = await connect({ servers: host, user: username, pass: password });
  try {
    return await work(await jetstreamManager(nats));
  } finally {
    await nats.close();
  }
}
