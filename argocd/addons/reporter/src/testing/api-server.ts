/** An API server that lists and watches a test's objects, over HTTP as the client speaks it. For tests only. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metadata } from "../evaluate/objects.ts";

interface Kept {
  readonly metadata?: Metadata;
}

export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  /**
   * Makes a collection contain exactly these objects; `path` as in
   * `/apis/apps/v1/namespaces/shop-dev/replicasets`.
   */
  set(path: string, objects: readonly Kept[]): void;
  /** Lists and watches answered since the start. */
  readonly requests: { lists: number; watches: number };
}

export async function startApiServer(): Promise<ApiServer> {
  const collections = new Map<string, readonly Kept[]>();
  const watchers = new Map<string, Set<ServerResponse>>();
  const requests = { lists: 0, watches: 0 };
  let version = 1;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    response.setHeader("content-type", "application/json");
    if (searchParams.get("watch") !== "true") {
      requests.lists++;
      const all = collections.get(pathname) ?? [];
      const start = Number(searchParams.get("continue") ?? 0);
      const end = start + Number(searchParams.get("limit") ?? all.length);
      const metadata = {
        resourceVersion: String(version),
        continue: end < all.length ? String(end) : "",
      };
      response.end(JSON.stringify({ kind: "List", metadata, items: all.slice(start, end) }));
      return;
    }
    requests.watches++;
    const own = watchers.get(pathname) ?? new Set();
    watchers.set(pathname, own.add(response));
    response.on("close", () => own.delete(response));
    response.flushHeaders();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    set(path, objects) {
      const before = collections.get(path) ?? [];
      const stamped = objects.map((object) => ({
        ...object,
        metadata: { ...object.metadata, resourceVersion: String(++version) },
      }));
      collections.set(path, stamped);
      const names = new Set(stamped.map(({ metadata }) => metadata?.name));
      const known = new Set(before.map(({ metadata }) => metadata?.name));
      const events = [
        ...before
          .filter(({ metadata }) => !names.has(metadata?.name))
          .map((object) => ({ type: "DELETED", object })),
        ...stamped.map((object) => ({
          type: known.has(object.metadata?.name) ? "MODIFIED" : "ADDED",
          object,
        })),
      ];
      for (const response of watchers.get(path) ?? []) {
        for (const event of events) response.write(`${JSON.stringify(event)}\n`);
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
