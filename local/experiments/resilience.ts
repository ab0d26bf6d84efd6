import { ShopClient } from "../../services/journeys/shop-client.ts";
import { waitFor } from "../wait/wait.ts";
import { downTable } from "./down-table.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

const attempts = 5;
/** The gateway's own limit and a margin for a busy machine. */
const inTimeMs = 6000;

/**
 * Without inventory, orders are accepted or refused in time, nobody is charged, and the shop recovers
 * automatically.
 */
export async function resilience(stage: Stage, story: Story): Promise<void> {
  const shop = new ShopClient(stage.gateway);
  try {
    const before = await shop.orderOne(1, 1, 1);
    story.claim("with inventory, orders are confirmed", before.status === 201, `${before.status}`);
    await settled(stage);
    await outage(stage, story, shop);
  } finally {
    shop.close();
  }
  if (stage.platform === undefined) await downTable(stage, story);
}

async function outage(stage: Stage, story: Story, shop: ShopClient): Promise<void> {
  const chargedBefore = await stage.books?.charges();
  await stage.stop("inventory");
  story.say("\nAll replicas of inventory are gone.");
  const answers = [];
  for (let number = 0; number < attempts; number += 1) {
    const started = performance.now();
    const { status, body, headers } = await shop.orderOne(1, 1, 2);
    answers.push({ status, body, headers, milliseconds: performance.now() - started });
  }
  story.table(
    ["answer", "ms", "status", "retry-after"],
    answers.map(({ status, milliseconds, body, headers }) => [
      ...[status, Math.round(milliseconds), body.status, headers["retry-after"] ?? ""],
    ]),
  );
  story.claim(
    "each order is accepted (202) or refused (503)",
    answers.every(({ status }) => status === 202 || status === 503),
    answers.map(({ status }) => status).join(" "),
  );
  const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
  story.claim(
    "in time",
    slowest < inTimeMs,
    `${Math.round(slowest)} ms at most: the deadline is the caller's`,
  );
  if (stage.books !== undefined) {
    const charged = (await stage.books.charges()) - (chargedBefore ?? 0);
    story.claim("nobody is charged", charged === 0, `${charged} new charges at the payment provider`);
  }
  const list = await shop.http.send("GET /api/products", "/api/products");
  story.claim("the catalog is not affected", list.status === 200, `${list.status}`);
  await recovery(
    stage,
    story,
    shop,
    answers.filter(({ status }) => status === 202).map(({ body }) => body.id),
  );
}

async function recovery(
  stage: Stage,
  story: Story,
  shop: ShopClient,
  pending: readonly string[],
): Promise<void> {
  const started = performance.now();
  await stage.start("inventory");
  story.say("\nInventory is back; no other action is taken.");
  const ended = await waitFor(
    async () => {
      const orders = await Promise.all(pending.map((id) => shop.order(id)));
      const open = orders.filter(({ status }) => status === "pending");
      return open.length === 0 ? { value: orders } : { seen: `${open.length} still pending` };
    },
    { what: "the pending orders to end", seconds: 120 },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  story.claim(
    "accepted orders are confirmed automatically",
    ended.every(({ status }) => status === "confirmed"),
    `${ended.map(({ status }) => status).join(" ")} after ${seconds} s`,
  );
  await waitFor(
    async () => {
      const { status } = await shop.orderOne(1, 1, 1);
      return status === 201 ? { value: status } : { seen: `an order was answered with ${status}` };
    },
    { what: "new orders to be confirmed again", seconds: 60 },
  );
  story.claim("new orders are confirmed again", true, "201");
  const wrong = await settled(stage);
  if (stage.books !== undefined)
    story.claim("goods and money agree", wrong.length === 0, wrong.join("; ") || "every ledger adds up");
}

/** Waits until all events are handled; resolves to the remaining inconsistencies. */
async function settled(stage: Stage): Promise<readonly string[]> {
  const { books } = stage;
  if (books === undefined) return [];
  return waitFor(
    async () => {
      const wrong = await books.broken(true);
      return wrong.length === 0 ? { value: wrong } : { seen: wrong.join("; ") };
    },
    { what: "goods and money to agree", seconds: 60 },
  ).catch(() => books.broken(true));
}
