import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, expect, test } from "vitest";
import { waitFor } from "../../../local/wait/wait.ts";
import { type Bus, natsBus } from "../../../services/kit/src/bus.ts";
import type { Log } from "../../../services/kit/src/server.ts";
import { type Cluster, startCluster } from "./testing/cluster.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function busAt(cluster: Cluster, server: number, environment: string): Bus {
  const bus = natsBus(cluster.urlAt(server, environment), silent);
  ends.push(() => bus.close());
  return bus;
}

/** Elections take long on a busy machine; a wait ends with its condition. */
const settledWithin = 240;

/** Publishes until the broker confirms, like the outbox. */
async function publish(bus: Bus): Promise<string> {
  const [id, orderId] = [randomUUID(), randomUUID()];
  const occurredAt = new Date().toISOString();
  const event = {
    id,
    name: "order.created",
    key: orderId,
    occurredAt,
    data: { orderId, userId: 1 },
  } as const;
  return waitFor(
    async () => {
      await bus.publish(event, {});
      return { value: id };
    },
    { what: "the broker to take an event", seconds: settledWithin },
  );
}

/** The copies of the environment's events, and the server that leads them, once one does. */
function eventsAt(cluster: Cluster, server: number, environment: string) {
  const { host, username, password } = new URL(cluster.urlAt(server, environment));
  return waitFor(
    async () => {
      const nats = await connect({ servers: host, user: username, pass: password });
      try {
        const { config, cluster: copies, state } = await (await jetstreamManager(nats)).streams.info("SHOP");
        if (!copies?.leader) return { seen: "no leader" };
        return {
          value: { replicas: config.num_replicas, leader: copies.leader, messages: state.messages },
        };
      } finally {
        await nats.close();
      }
    },
    { what: `the leader of ${environment}'s events`, seconds: settledWithin },
  );
}

test("events survive the loss of their leader: three copies, and two servers continue", {
  timeout: 900_000,
}, async () => {
  const cluster = await startCluster();
  ends.push(() => cluster.stop());
  const before = await publish(busAt(cluster, 0, "prod"));
  const { replicas, leader } = await eventsAt(cluster, 0, "prod");
  expect(replicas).toBe(3);

  const led = Number(leader.replace("nats-", ""));
  await cluster.servers[led]?.kill();
  const left = [0, 1, 2].filter((server) => server !== led);
  const bus = busAt(cluster, left[0] ?? 0, "prod");
  const after = await publish(bus);
  const received: string[] = [];
  const stop = new AbortController();
  ends.push(() => stop.abort());
  const note = async ({ event }: { event: { id: string } }) => void received.push(event.id);
  // Until the remaining servers have elected leaders, a subscription may be refused; services retry as well.
  let refused = "";
  void (async () => {
    while (!stop.signal.aborted) {
      await bus.subscribe("counter", ["order.created"], note, stop.signal).catch((error: Error) => {
        refused = error.message;
      });
      await delay(250);
    }
  })();
  const seen = () =>
    `${received.length} events; the subscription was last refused by: ${refused || "nobody"}`;
  await waitFor(async () => (received.includes(after) ? { value: true } : { seen: seen() }), {
    what: "both events",
    seconds: settledWithin,
  });
  // If an acknowledgement is lost with the leader, the event is delivered again.
  expect([...new Set(received)]).toEqual([before, after]);
});

test("environments do not see each other's messages, and a password is valid for one account only", {
  timeout: 900_000,
}, async () => {
  const cluster = await startCluster();
  ends.push(() => cluster.stop());
  await publish(busAt(cluster, 0, "prod"));
  await publish(busAt(cluster, 1, "dev"));
  await publish(busAt(cluster, 2, "dev"));
  expect((await eventsAt(cluster, 2, "prod")).messages).toBe(1);
  expect((await eventsAt(cluster, 0, "dev")).messages).toBe(2);

  const { host } = new URL(cluster.urlAt(0, "prod"));
  await expect(connect({ servers: host, user: "shop-prod", pass: "secret-of-dev" })).rejects.toThrow(
    /Authorization Violation/,
  );
});
