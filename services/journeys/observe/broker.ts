import { connect, type NatsConnection } from "@nats-io/transport-node";

/** The stream that the services share. */
export const stream = "SHOP";

/** A connection to the broker for `work` only, with the account and password in `url`. */
export async function withBroker<T>(url: string, work: (nats: NatsConnection) => Promise<T>): Promise<T> {
  const { host, username, password } = new URL(url);
  const nats = await connect({ servers: host, user: username, pass: password });
  try {
    return await work(nats);
  } finally {
    await nats.close();
  }
}
