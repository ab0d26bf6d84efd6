import type { EventOf } from "@slipway/contracts/events";
import { identityOf, isDemo, requireUser } from "@slipway/kit/identity";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { ServiceDefinition } from "@slipway/kit/service";
import type { Query, Sql } from "@slipway/kit/sql";
import { migrations } from "./migrations.ts";
import { latest, rememberContact, send } from "./notices.ts";
import { type Told, templates } from "./templates.ts";

/** Sends customers a mail and an SMS about their orders; once for each event, however often it is delivered. */
export const notification: ServiceDefinition<Record<never, never>> = {
  name: "notification",
  settings: {},
  stores: ["postgres", "nats"],
  setup({ app, ...context }) {
    const sql = context.sql(migrations);
    const outbox = context.outbox(sql);
    addRoutes(app, sql);

    const notify =
      <Name extends Told>(name: Name) =>
      async (event: EventOf<Name>, tx: Query) => {
        const { userId } = event.data;
        await send(tx, outbox, userId, name, templates[name](event.data));
      };
    context.consume(sql, {
      "user.registered": async (event, tx) => {
        await rememberContact(tx, event.data);
        await notify("user.registered")(event, tx);
      },
      "order.confirmed": notify("order.confirmed"),
      "order.cancelled": notify("order.cancelled"),
      "shipment.dispatched": notify("shipment.dispatched"),
    });
  },
};

const Page = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  userId: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
});
const NoticeView = Type.Object({
  id: Type.Integer(),
  about: Type.String(),
  subject: Type.String(),
  mail: Type.String(),
  sms: Type.String(),
  createdAt: Type.String(),
});

/** The user's own; in demo mode any user's. */
function addRoutes(app: App, sql: Sql): void {
  app.get(
    "/notifications",
    { schema: { querystring: Page, response: { 200: Type.Array(NoticeView) } } },
    async (request) => {
      const { limit, userId: asked } = request.query;
      const ofAnybody = isDemo(request) && identityOf(request) === undefined ? asked : undefined;
      const userId = ofAnybody ?? requireUser(request).userId;
      const notices = await latest(sql, userId, limit);
      return notices.map(({ createdAt, ...notice }) => ({ ...notice, createdAt: createdAt.toISOString() }));
    },
  );
}
