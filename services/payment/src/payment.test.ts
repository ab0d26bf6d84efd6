import { randomUUID } from "node:crypto";
import { PaymentService, PaymentState } from "@slipway/contracts/gen/shop/v1/payment_pb";
import type { RpcClient } from "@slipway/kit/rpc";
import type { Sql } from "@slipway/kit/sql";
import { type StartedService, startService, testBus, testDatabase } from "@slipway/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerFor, clientOf } from "../../order/testing/client.ts";
import { databaseAt } from "../../order/testing/databases.ts";
import { brokenMoney } from "../../order/testing/invariants.ts";
import { payment } from "./payment.ts";

let service: StartedService<Record<never, never>>;
let money: RpcClient<typeof PaymentService>;
let sql: Sql;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  const DATABASE_URL = await testDatabase();
  service = await startService(payment, { DATABASE_URL, NATS_URL: await testBus(), GRPC_PORT: "0" });
  const { client, close } = clientOf(PaymentService, service.rpcAddress());
  money = client;
  sql = databaseAt(DATABASE_URL);
  opened.push(service.app, { close }, sql);
});

afterAll(async () => {
  expect(await brokenMoney(sql)).toEqual([]);
  for (const one of opened.reverse()) await one.close();
});

const amount = { currency: "EUR", minorUnits: 37_800n };
const authorise = (orderId: string, paymentToken = "tok_visa") =>
  money.authorise(callerFor(), { orderId, amount, paymentToken });
const atProvider = async (orderId: string) =>
  (await sql<{ state: string }>`select state from psp_book where order_id = ${orderId}::uuid`)[0]?.state;

/** Balances of all accounts for an order. */
async function accounts(orderId: string): Promise<Record<string, number>> {
  const rows = await sql<{ account: string; amount: string }>`
    select account, sum(amount)::text as amount from ledger where order_id = ${orderId}::uuid
    group by account having sum(amount) <> 0`;
  return Object.fromEntries(rows.map(({ account, amount }) => [account, Number(amount)]));
}

test("authorised, captured, refunded: each is one transfer, however often it is requested", async () => {
  const orderId = randomUUID();
  const answers = await Promise.all([1, 2, 3].map(() => authorise(orderId)));
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1);
  expect(await accounts(orderId)).toEqual({ buyer: -37_800, held: 37_800 });

  await Promise.all([1, 2, 3].map(() => money.capture(callerFor(), { orderId })));
  expect(await accounts(orderId)).toEqual({ buyer: -37_800, shop: 37_800 });

  await Promise.all([1, 2, 3].map(() => money.refund(callerFor(), { orderId })));
  expect(await accounts(orderId)).toEqual({});
  expect(await atProvider(orderId)).toBe("refunded");
});

test("voided before the authorisation: it is never authorised", async () => {
  const orderId = randomUUID();
  await money.void(callerFor(), { orderId });
  await expect(authorise(orderId)).rejects.toMatchObject({ code: "ABORTED" });
  expect(await atProvider(orderId)).toBe("voided");
  expect(await accounts(orderId)).toEqual({});
});

test("voided while the provider processes it: nothing stays blocked", async () => {
  const orderId = randomUUID();
  const late = authorise(orderId, "tok_slow").catch((error: unknown) => error);
  await expect
    .poll(async () => (await sql`select 1 from payments where order_id = ${orderId}::uuid`).length)
    .toBe(1);
  await money.void(callerFor(), { orderId });
  expect(await late).toMatchObject({ code: "ABORTED" });
  expect([await atProvider(orderId), await accounts(orderId)]).toEqual(["voided", {}]);
});

test("an authorised payment can be voided; a captured one cannot", async () => {
  const [free, taken] = [randomUUID(), randomUUID()];
  await authorise(free);
  await money.void(callerFor(), { orderId: free });
  expect([await atProvider(free), await accounts(free)]).toEqual(["voided", {}]);

  await authorise(taken);
  await money.capture(callerFor(), { orderId: taken });
  await expect(money.void(callerFor(), { orderId: taken })).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
  });
  expect(await accounts(taken)).toEqual({ buyer: -37_800, shop: 37_800 });
});

test.each(["tok_declined", "tok_never_heard_of", ""])(
  "the token %j is declined, now and later",
  async (token) => {
    const orderId = randomUUID();
    for (const again of [token, "tok_visa"])
      await expect(authorise(orderId, again)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: "Not paid: the card was declined.",
      });
    const { payment } = await money.getPayment(callerFor(), { orderId });
    expect(payment?.state).toBe(PaymentState.DECLINED);
  },
);

test("without the token, a repetition still gets the answer of the first request", async () => {
  const orderId = randomUUID();
  const first = await authorise(orderId);
  expect(await authorise(orderId, "")).toEqual(first);
});

test("a provider that fails every second time is retried, and blocks once", async () => {
  const orderId = randomUUID();
  await authorise(orderId, "tok_flaky").catch(() => authorise(orderId, "tok_flaky"));
  expect(await accounts(orderId)).toEqual({ buyer: -37_800, held: 37_800 });
});

test("nothing left to capture: the payment fails, and the buyer is not charged", async () => {
  const orderId = randomUUID();
  await authorise(orderId, "tok_expiring");
  await expect(money.capture(callerFor(), { orderId })).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
  });
  expect([await atProvider(orderId), await accounts(orderId)]).toEqual(["voided", {}]);
});

test("one order has one amount", async () => {
  const orderId = randomUUID();
  await authorise(orderId);
  const more = { orderId, amount: { currency: "EUR", minorUnits: 99n }, paymentToken: "tok_visa" };
  await expect(money.authorise(callerFor(), more)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("SP-9: a card number is refused and repeated nowhere; tokens are in no table and no log", async () => {
  const card = "4111111111111111";
  const refusal = await authorise(randomUUID(), card).catch((error: Error) => error.message);
  expect(refusal).toMatch(/is not a token of the provider/);
  await authorise(randomUUID(), "tok_visa");
  const tables = ["payments", "ledger", "psp_book", "outbox", "inbox"];
  const rows = await Promise.all([
    ...[sql`select * from payments`, sql`select * from ledger`, sql`select * from psp_book`],
    ...[sql`select * from outbox`, sql`select * from inbox`],
  ]);
  expect(rows).toHaveLength(tables.length);
  const everything = JSON.stringify([rows, service.log, refusal]);
  expect(everything).not.toContain(card);
  expect(everything).not.toContain("tok_visa");
});

test("the ledger refuses updates and deletions, and a planted imbalance is found", async () => {
  const orderId = randomUUID();
  await authorise(orderId);
  await expect(sql`update ledger set amount = 0`).rejects.toThrow("only added to");
  await expect(sql`delete from ledger`).rejects.toThrow("only added to");
  await sql`update payments set state = 'captured' where order_id = ${orderId}::uuid`;
  expect(await brokenMoney(sql)).toEqual([
    `money: the ledger of order ${orderId} is not what its payment's state says`,
  ]);
  await sql`update payments set state = 'authorised' where order_id = ${orderId}::uuid`;
});
