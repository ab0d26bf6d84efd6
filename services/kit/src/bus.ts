import {
  AckPolicy,
  type ConsumerMessages,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { connect, type NatsConnection, nanos, headers as newHeaders } from "@nats-io/transport-node";
import { type AnyEvent, type EventName, subjectOf } from "@slipway/contracts/events";
import type { Log } from "./server.ts";

/** One delivery of an event to a consumer. */
export interface Delivery {
  readonly event: AnyEvent;
  readonly headers: Readonly<Record<string, string>>;
  /** 1 for the first delivery of this event. */
  readonly attempt: number;
}

/**
 * Delivers events to every consumer that wants them, at least once. Two publications with one id within two
 * minutes are delivered as one. An event that a handler rejects is delivered again, with growing pauses, and
 * never dropped: after `mostAttempts` the consumer must park it (dead-letters.ts) and return normally.
 */
export interface Bus {
  publish(event: AnyEvent, headers: Readonly<Record<string, string>>): Promise<void>;
  /** Publishes to `consumer` only, as often as it is called: a parked event that it should try again. */
  publishTo(consumer: string, event: AnyEvent): Promise<void>;
  /**
   * Delivers events of `names` one at a time, in the order of publication, until `signal`; throws when it
   * cannot start.
   */
  subscribe(
    consumer: string,
    names: readonly EventName[],
    handle: (delivery: Delivery) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

export const mostAttempts = 6;
const stream = "SHOP";
const retryDelaysMs = [200, 1000, 3000, 10_000, 30_000];

/** Pause after the `attempt`-th failure of an event. */
export function retryDelayMs(attempt: number): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 200;
}

const ackWaitMs = 15_000;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Connects at the first use and keeps trying: an unavailable broker delays events, but never fails a request. */
export function natsBus(url: string, log: Log): Bus {
  let connection: Promise<NatsConnection> | undefined;

  function connected(): Promise<NatsConnection> {
    connection ??= open(url, log).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  return {
    async publish(event, headers) {
      const nats = await connected();
      const sent = newHeaders();
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      await jetstream(nats, { timeout: 2000 }).publish(subjectOf(event.name), JSON.stringify(event), {
        msgID: event.id,
        headers: sent,
      });
    },

    async publishTo(consumer, event) {
      const nats = await connected();
      await jetstream(nats, { timeout: 2000 }).publish(replaySubject(consumer), JSON.stringify(event));
    },

    async subscribe(consumer, names, handle, signal) {
      const nats = await connected();
      const messages = await consumeFrom(nats, consumer, names);
      const stop = () => messages.stop();
      signal.addEventListener("abort", stop, { once: true });
      // It may have been stopped while it connected.
      if (signal.aborted) stop();
      try {
        for await (const message of messages) await deliver(message, handle, log);
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },

    async close() {
      // Unacknowledged events are delivered to another replica.
      await (await connection?.catch(() => undefined))?.close();
    },
  };
}

async function open(url: string, log: Log): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  const nats = await connect({
    servers: host,
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    timeout: 3000,
  });
  void logStatus(nats, log);
  try {
    const manager = await jetstreamManager(nats, { timeout: 3000 });
    const wanted = {
      name: stream,
      subjects: ["shop.v1.>"],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      // One server keeps one copy; in a cluster of three, one server may fail.
      num_replicas: nats.info?.cluster === undefined ? 1 : 3,
      // Long enough for a consumer's outage; the services' databases are the source of truth.
      max_age: nanos(7 * 24 * 3_600_000),
      duplicate_window: nanos(120_000),
    };
    await manager.streams.add(wanted).catch(async (error: unknown) => {
      // The stream exists in another form: a single server has become a cluster.
      await manager.streams.update(stream, wanted).catch(() => {
        throw error;
      });
    });
    return nats;
  } catch (error) {
    await nats.close();
    throw error;
  }
}

function replaySubject(consumer: string): string {
  return `shop.v1.replay.${consumer}`;
}

async function consumeFrom(
  nats: NatsConnection,
  consumer: string,
  names: readonly EventName[],
): Promise<ConsumerMessages> {
  const manager = await jetstreamManager(nats, { timeout: 3000 });
  const wanted = {
    durable_name: consumer,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    // One at a time over all replicas: a later event of an aggregate never overtakes one that is being
    // retried.
    max_ack_pending: 1,
    filter_subjects: [...names.map(subjectOf), replaySubject(consumer)],
  };
  await manager.consumers.add(stream, wanted).catch(async (error: unknown) => {
    // Another release of this service consumes other events: the newest configuration wins.
    await manager.consumers.update(stream, consumer, wanted).catch(() => {
      throw error;
    });
  });
  return (await jetstream(nats).consumers.get(stream, consumer)).consume({ max_messages: 20 });
}

async function deliver(
  message: JsMsg,
  handle: (delivery: Delivery) => Promise<void>,
  log: Log,
): Promise<void> {
  const attempt = message.info.deliveryCount;
  const event = eventIn(message);
  if (event === undefined) {
    // An unreadable event stays unreadable and would block all others. The stream keeps it for analysis.
    log.error({ subject: message.subject, sequence: message.seq }, "a message is no event and is left out");
    message.term("no event");
    return;
  }
  try {
    const headers: Record<string, string> = {};
    for (const [name, values] of message.headers ?? []) headers[name] = values[0] ?? "";
    await handle({ event, headers, attempt });
    message.ack();
  } catch (error) {
    log.warn({ err: error, subject: message.subject, attempt }, "an event will be delivered again");
    message.nak(retryDelayMs(attempt));
  }
}

function eventIn(message: JsMsg): AnyEvent | undefined {
  try {
    const event = message.json<AnyEvent>();
    return uuid.test(event.id) ? event : undefined;
  } catch {
    return undefined;
  }
}

async function logStatus(nats: NatsConnection, log: Log): Promise<void> {
  for await (const { type } of nats.status()) {
    if (type === "disconnect") log.warn("the broker is not available");
    if (type === "reconnect") log.info("the broker is available again");
  }
}
