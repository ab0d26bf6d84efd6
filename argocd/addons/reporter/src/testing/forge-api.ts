/** The one call of Gitea's API that the reporter makes: a workflow's dispatch. For tests only. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ForgeApi extends AsyncDisposable {
  /** As `api:` of the reporter's configuration. */
  readonly url: string;
  /** Files of the workflows dispatched, in order. */
  readonly dispatched: string[];
  /** Runs before each dispatch is answered; if it throws, the answer is 502. */
  beforeAnswer(action: (() => Promise<void>) | undefined): void;
}

export async function startForgeApi(): Promise<ForgeApi> {
  const dispatched: string[] = [];
  let before: (() => Promise<void>) | undefined;
  const server = createServer((request, response) => {
    const file = /\/actions\/workflows\/([^/]+)\/dispatches$/.exec(request.url ?? "")?.[1];
    if (file === undefined || request.method !== "POST") {
      response.writeHead(404).end();
      return;
    }
    request.resume();
    (before?.() ?? Promise.resolve()).then(
      () => {
        dispatched.push(file);
        response.writeHead(204).end();
      },
      () => response.writeHead(502).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    dispatched,
    beforeAnswer: (action) => {
      before = action;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
