import type { EventName } from "@slipway/contracts/events";
import type { Outbox } from "@slipway/kit/outbox";
import type { Query } from "@slipway/kit/sql";
import type { Text } from "./templates.ts";

export interface Notice extends Text {
  readonly id: number;
  readonly userId: number;
  readonly about: string;
  readonly createdAt: Date;
}

export async function rememberContact(
  tx: Query,
  { userId, username, email }: { userId: number; username: string; email: string },
): Promise<void> {
  await tx`
    insert into contacts (user_id, username, email) values (${userId}, ${username}, ${email})
    on conflict (user_id) do update set username = excluded.username, email = excluded.email`;
}

/**
 * Sends messages: the table stores them until a mail server is attached. The recipient may be unknown (the
 * order's event came before the user's); then the message is only shown in the account.
 */
export async function send(
  tx: Query,
  outbox: Outbox,
  userId: number,
  about: EventName,
  { subject, mail, sms }: Text,
): Promise<void> {
  const [sent] = await tx<{ id: number }>`
    insert into notifications (user_id, about, subject, mail, sms, recipient)
    values (${userId}, ${about}, ${subject}, ${mail}, ${sms}, (select email from contacts where user_id = ${userId}))
    returning id`;
  if (sent === undefined) throw new Error(`The notification of ${about} was not stored.`);
  await outbox.add(tx, "notification.sent", `user:${userId}`, { notificationId: sent.id, userId, about });
}

/** The newest first. */
export function latest(query: Query, userId: number, limit: number): Promise<Notice[]> {
  return query<Notice>`
    select id, user_id as "userId", about, subject, mail, sms, created_at as "createdAt" from notifications
    where user_id = ${userId} order by id desc limit ${limit}::int`;
}
