import type { AnyEvent } from "@slipway/contracts/events";
import type { Bus } from "./bus.ts";
import type { Kv } from "./kv.ts";
import type { Sql } from "./sql.ts";

/**
 * Delivers the parked events of `service` to it again, and to no other service, because those have handled
 * them. An event leaves the table when the broker has confirmed it; one that fails again is parked again.
 * Resolves to the events.
 */
export function replay(sql: Sql, bus: Bus, service: string): Promise<readonly AnyEvent[]> {
  return sql.transaction(async (tx) => {
    const rows = await tx<{ event: AnyEvent }>`
      delete from dead_letters where event_id in (select event_id from dead_letters for update skip locked)
      returning event`;
    const events = inOrder(rows.map(({ event }) => event));
    for (const event of events) await bus.publishTo(service, event);
    return events;
  });
}

/** The store of parked events of a service without SQL: a hash by event. */
export const deadLetters = "dead-letters";

/** Records that an event was handled. */
export function seenKey(eventId: string): string {
  return `seen:${eventId}`;
}

/** The same for a service without SQL. */
export async function replayFromKv(kv: Kv, bus: Bus, service: string): Promise<readonly AnyEvent[]> {
  const parked = Object.values(await kv.hashGet(deadLetters));
  const events = inOrder(parked.map((text) => (JSON.parse(text) as { event: AnyEvent }).event));
  for (const event of events) {
    await kv.delete(seenKey(event.id));
    await bus.publishTo(service, event);
    await kv.hashDelete(deadLetters, event.id);
  }
  return events;
}

function inOrder(events: readonly AnyEvent[]): readonly AnyEvent[] {
  return events.toSorted((one, other) => one.occurredAt.localeCompare(other.occurredAt));
}
