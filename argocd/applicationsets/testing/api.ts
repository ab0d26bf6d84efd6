/** Reads and watches a control plane over one connection: a process for each look would cost more than what it looks at. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { PortRange } from "../../../local/embedded/ports.ts";
import { toolsFolder } from "../../../local/setup/programs.ts";
import { startServer } from "../../../services/kit/data-plane/server-process.ts";

/** What the tests read of any object. */
export interface Stored {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

export interface Seen<Shape> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Shape;
}

export interface Watch<Shape> extends Disposable {
  /** Since the watch began. @throws when it ended early: what it did not see it cannot tell. */
  events(): readonly Seen<Shape>[];
}

export interface Api extends AsyncDisposable {
  read<Shape>(path: string): Promise<Shape>;
  list<Shape>(path: string): Promise<readonly Shape[]>;
  /** A merge patch; `undefined` when the object is gone. */
  merge(path: string, change: object): Promise<void>;
  /** Starts now; calls `each` with every event. */
  watch<Shape>(path: string, each?: (seen: Seen<Shape>) => void): Promise<Watch<Shape>>;
}

/** @param folder an empty folder */
export async function startApi(plane: ControlPlane, folder: string): Promise<Api> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  await mkdir(folder, { recursive: true });
  const port = await range.start(async (free) => {
    const flags = ["proxy", "--kubeconfig", plane.kubeconfig(), "--port", String(free)];
    const proxy = await startServer(join(toolsFolder(), "kubectl"), flags, { port: free, folder });
    starting.defer(() => proxy.stop());
    return free;
  });
  const owned = starting.move();
  const url = `http://127.0.0.1:${port}`;
  return {
    read: <Shape>(path: string) => ask<Shape>(`${url}${path}`),
    list: async <Shape>(path: string) => (await ask<{ items: readonly Shape[] }>(`${url}${path}`)).items,
    async merge(path, change) {
      const headers = { "Content-Type": "application/merge-patch+json" };
      await ask(`${url}${path}`, { method: "PATCH", headers, body: JSON.stringify(change) });
    },
    watch: <Shape>(path: string, each?: (seen: Seen<Shape>) => void) => watch<Shape>(`${url}${path}`, each),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function ask<Shape>(url: string, init: RequestInit = {}): Promise<Shape> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  const body = await answer.text();
  if (!answer.ok)
    throw new Error(`${init.method ?? "GET"} ${url} answers ${answer.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as Shape;
}

async function watch<Shape>(
  url: string,
  each: (seen: Seen<Shape>) => void = () => undefined,
): Promise<Watch<Shape>> {
  const stop = new AbortController();
  const { metadata } = await ask<{ metadata: { resourceVersion: string } }>(url);
  const query = `watch=true&resourceVersion=${metadata.resourceVersion}`;
  const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}${query}`, { signal: stop.signal });
  if (!answer.ok || answer.body === null) throw new Error(`watching ${url} answers ${answer.status}`);
  const events: Seen<Shape>[] = [];
  let ended: string | undefined;
  const follow = async (body: NonNullable<typeof answer.body>) => {
    for await (const line of createInterface({ input: Readable.fromWeb(body as never) })) {
      const seen = JSON.parse(line) as Seen<Shape>;
      events.push(seen);
      each(seen);
    }
    ended = "the API server ended it";
  };
  follow(answer.body).catch((error: unknown) => {
    ended = String(error);
  });
  return {
    events() {
      if (ended !== undefined) throw new Error(`the watch of ${url} ended: ${ended}`);
      return [...events];
    },
    [Symbol.dispose]: () => stop.abort(),
  };
}
