import { randomUUID } from "node:crypto";
import { Unexpected } from "../../services/journeys/client.ts";
import { ShopClient } from "../../services/journeys/shop-client.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

/** Actions of customers, and whether they work without the service: `-` if they cannot. */
const actions: readonly { readonly name: string; go(shop: ShopClient): Promise<number> }[] = [
  { name: "list", go: (shop) => status(shop, "GET /api/products", "/api/products") },
  { name: "product", go: (shop) => status(shop, "GET /api/products/:id", "/api/products/2") },
  { name: "cart", go: putIntoCart },
  { name: "order", go: async (shop) => (await shop.orderOne(1, 1, 1)).status },
  {
    name: "advice",
    go: (shop) => status(shop, "GET /api/recommendations", "/api/recommendations?productId=1&count=3"),
  },
  { name: "messages", go: (shop) => status(shop, "GET /api/notifications", "/api/notifications?userId=1") },
  { name: "health", go: (shop) => status(shop, "GET /api/health", "/api/health") },
];

/** Services that buying and browsing must not need. */
const dispensable = ["ads", "recommendation", "currency", "notification", "business"];
const worksWithout = ["list", "product", "cart", "order"];

/** Each service is stopped in turn, and the effects for customers are recorded. */
export async function downTable(stage: Stage, story: Story): Promise<void> {
  story.title("Each service is stopped in turn: results for customers");
  const rows: (string | number)[][] = [];
  for (const service of stage.services.filter((name) => name !== "api-gateway" && name !== "web")) {
    await stage.stop(service);
    const answers = await seen(stage);
    await stage.start(service);
    rows.push([service, ...answers]);
    if (!dispensable.includes(service)) continue;
    const broken = worksWithout.filter((name) => {
      const answer = answers[actions.findIndex((action) => action.name === name)] ?? 0;
      return answer === 0 || answer >= 500;
    });
    story.claim(
      `customers browse and buy without ${service}`,
      broken.length === 0,
      broken.join(", ") || "yes",
    );
  }
  story.table(["down", ...actions.map(({ name }) => name)], rows);
  const silent = rows.filter((row) => row.includes(0)).map(([service]) => service);
  story.claim(
    "every request is answered, whichever service is down",
    silent.length === 0,
    silent.join(", ") || "yes",
  );
}

async function seen(stage: Stage): Promise<number[]> {
  const answers: number[] = [];
  for (const { go } of actions) {
    const shop = new ShopClient(stage.gateway);
    answers.push(await go(shop).catch((error: unknown) => (error instanceof Unexpected ? error.status : 0)));
    shop.close();
  }
  return answers;
}

async function status(shop: ShopClient, what: string, path: string): Promise<number> {
  return (await shop.http.send(what, path)).status;
}

async function putIntoCart(shop: ShopClient): Promise<number> {
  shop.http.identity["x-session-id"] = randomUUID();
  const what = "PUT /api/cart/items/:id";
  return (await shop.http.send(what, "/api/cart/items/2", { quantity: 1 })).status;
}
