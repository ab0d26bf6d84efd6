import { run } from "../src/service.ts";

/** A service that records sales, each with its event; a separate process, so that a test can kill it. */
await run({
  name: "seller",
  settings: {},
  stores: ["postgres", "nats"],
  setup({ app, sql: open, outbox: openOutbox }) {
    const sql = open([{ name: "0001 sales", up: "create table sales (order_id uuid primary key);" }]);
    const outbox = openOutbox(sql);
    app.post<{ Params: { id: string } }>("/sales/:id", async ({ params: { id } }) => {
      await sql.transaction(async (tx) => {
        await tx`insert into sales (order_id) values (${id})`;
        await outbox.add(tx, "order.created", id, { orderId: id, userId: 1 });
      });
      return { id };
    });
  },
});
