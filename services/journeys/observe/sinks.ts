import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { createClient } from "@redis/client";
import pg from "pg";
import { withConnection } from "../../kit/data-plane/database.ts";
import { stream, withBroker } from "./broker.ts";

/** A place where data ends up, with all of its content. */
export interface Sink {
  readonly name: string;
  readonly text: string;
}

export interface Secret {
  readonly what: string;
  readonly value: string;
}

export interface Leak {
  readonly what: string;
  readonly where: string;
}

/** Finds sinks that contain secrets; a card number also with spaces or dashes between its digits. */
export function leaks(sinks: readonly Sink[], secrets: readonly Secret[]): Leak[] {
  return sinks.flatMap(({ name, text }) =>
    secrets.filter(({ value }) => patternOf(value).test(text)).map(({ what }) => ({ what, where: name })),
  );
}

function patternOf(value: string): RegExp {
  const escaped = [...value].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/, "\\$&"));
  return new RegExp(/^\d{12,19}$/.test(value) ? escaped.join("[ -]?") : escaped.join(""), "i");
}

/** Every row of every table, one sink for each table. */
export async function tablesOf(service: string, url: string): Promise<Sink[]> {
  return withConnection(url, async (connection) => {
    const tables = await connection.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    const sinks: Sink[] = [];
    for (const { name } of tables.rows) {
      const all = `select t::text as row from ${pg.escapeIdentifier(name)} t`;
      const { rows } = await connection.query<{ row: string }>(all);
      sinks.push({ name: `table ${service}.${name}`, text: rows.map(({ row }) => row).join("\n") });
    }
    return sinks;
  });
}

/** Every key and value. */
export async function keysOf(url: string): Promise<Sink> {
  const redis = createClient({ url });
  await redis.connect();
  try {
    const parts: string[] = [];
    for await (const keys of redis.scanIterator()) {
      for (const key of keys) {
        // The complete value, of any type.
        const value = await redis.dump(key);
        parts.push(`${key} ${value}`);
      }
    }
    return { name: "Redis", text: parts.join("\n") };
  } finally {
    await redis.close();
  }
}

/** Every message of the stream that the services share. */
export function eventsOf(url: string): Promise<readonly { subject: string; text: string }[]> {
  return withBroker(url, async (nats) => {
    const { state } = await (await jetstreamManager(nats)).streams.info(stream);
    const found: { subject: string; text: string }[] = [];
    if (state.messages === 0) return found;
    const consumer = await jetstream(nats).consumers.get(stream);
    for await (const message of await consumer.consume()) {
      const headers = [...(message.headers ?? [])].map(([name, values]) => `${name}: ${values.join()}`);
      found.push({ subject: message.subject, text: `${message.string()}\n${headers.join("\n")}` });
      if (message.info.pending === 0) break;
    }
    return found;
  });
}
