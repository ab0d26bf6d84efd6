import type { AnyEvent } from "@slipway/contracts/events";
import type { Bus } from "./bus.ts";
import type { Sql } from "./sql.ts";

/**
 * Hands the events that `service` put aside to it again, and to nobody else: the others have had them. An event leaves the
 * table with the broker's word that it has it; one that fails again comes back. Resolves to how many there were.
 */
export function replay(sql: Sql, bus: Bus, service: string): Promise<number> {
  return sql.transaction(async (tx) => {
    const rows = await tx<{ event: AnyEvent }>`
      delete from dead_letters where event_id in (select event_id from dead_letters for update skip locked)
      returning event`;
    const events = rows.map(({ event }) => event);
    for (const event of events.sort((a, b) => a.occurredAt.localeCompare(b.occurredAt)))
      await bus.publishTo(service, event);
    return events.length;
  });
}
