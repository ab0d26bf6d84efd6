import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { choose } from "./campaigns.ts";

const Wanted = Type.Object({
  category: Type.Optional(Type.String({ maxLength: 64 })),
  count: Type.Integer({ minimum: 1, maximum: 10, default: 1 }),
});

/**
 * Advertisements for a page. The service stores nothing and calls no other service; every page of the shop
 * works without it.
 */
export const ads: ServiceDefinition<Record<never, never>> = {
  name: "ads",
  settings: {},
  setup({ app }) {
    let turn = 0;
    app.get("/ads", { schema: { querystring: Wanted } }, (request) => {
      const { category, count } = request.query;
      return choose(category === undefined ? [] : [category], count, turn++);
    });
  },
};
