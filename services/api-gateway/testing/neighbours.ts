import type { ServiceDefinition } from "@slipway/kit/service";
import { type StartedService, startService, testKv } from "@slipway/kit/testing";
import { apiGateway } from "../src/api-gateway.ts";
import { type Owner, routes } from "../src/routes.ts";

type Stub = ServiceDefinition<Record<never, never>>;
type StubService = StartedService<Stub["settings"]>;

/** Started for one test; `close` ends all of it, in reverse order. */
export class Opened {
  readonly #all: { close(): unknown }[] = [];

  add<One extends { close(): unknown }>(one: One): One {
    this.#all.push(one);
    return one;
  }

  async close(): Promise<void> {
    for (const one of this.#all.splice(0).reverse()) await one.close();
  }
}

/** A service that answers every public path with the request that it received: enough to test the gateway itself. */
export async function startEcho(opened: Opened, name: string, setup?: Stub["setup"]): Promise<StubService> {
  const echo: Stub = {
    name,
    settings: {},
    setup(context) {
      setup?.(context);
      context.app.all("/*", (request, reply) => {
        const { method, url, headers, body } = request;
        reply.code(method === "POST" ? 201 : 200).send({ method, url, headers, body });
      });
    },
  };
  const service = await startService(echo);
  opened.add(service.app);
  return service;
}

/** A gateway whose neighbours are at `addresses`; all others are at `others`. */
export async function startGateway(
  opened: Opened,
  others: string,
  addresses: Partial<Record<Owner, string>> = {},
  environment: Readonly<Record<string, string>> = {},
) {
  const urls = Object.keys(routes).map((owner) => [
    `${owner.toUpperCase()}_URL`,
    addresses[owner as Owner] ?? others,
  ]);
  const gateway = await startService(apiGateway, {
    ...Object.fromEntries(urls),
    REDIS_URL: await testKv(),
    // Only services that a test slows down on purpose are slow.
    REQUEST_TIMEOUT_MS: "30000",
    ...environment,
  });
  opened.add(gateway.app);
  return gateway;
}

export function post(gateway: { readonly address: string }, path: string, body: string) {
  const headers = { "content-type": "application/json" };
  return fetch(`${gateway.address}${path}`, { method: "POST", headers, body });
}
