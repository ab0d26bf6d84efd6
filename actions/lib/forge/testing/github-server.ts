/**
 * A small stateful GitHub for tests, over real HTTP. Every request is held against GitHub's OpenAPI description
 * (`../testdata/github-requests.json`): an invented path, query name or body field answers 400 and fails the test.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const operationSchema = z.object({
  method: z.string(),
  path: z.string(),
  query: z.array(z.string()),
  answers: z.array(z.number()),
  body: z.record(z.string(), z.unknown()).optional(),
});

const operations = z
  .object({ operations: z.array(operationSchema) })
  .parse(JSON.parse(readFileSync(new URL("../testdata/github-requests.json", import.meta.url), "utf8")))
  .operations.map((operation) => ({
    ...operation,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, "([^/]+)")}$`),
    bodySchema: operation.body === undefined ? undefined : z.fromJSONSchema(operation.body),
  }));

type Fields = Readonly<Record<string, unknown>>;

export interface StoredPull {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  mergedAt: string | null;
  readonly head: string;
  readonly base: string;
  readonly comments: string[];
}

export interface GithubServer extends AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly pulls: readonly StoredPull[];
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly authorization: string;
  }[];
  readonly dispatches: readonly Fields[];
  readonly statuses: readonly Fields[];
  /** The next requests are answered with these codes instead, in order; undefined lets one through. */
  failNext(...codes: readonly (number | undefined)[]): void;
}

/** `headOf` tells the tip of a branch, for instance from the bare repository the test pushes to. */
export async function startGithubServer(
  headOf: (branch: string) => Promise<string | undefined>,
): Promise<GithubServer> {
  const pulls: StoredPull[] = [];
  const requests: { method: string; path: string; authorization: string }[] = [];
  const dispatches: Fields[] = [];
  const statuses: Fields[] = [];
  const failures: (number | undefined)[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const method = request.method ?? "GET";
    requests.push({ method, path: url.pathname, authorization: request.headers.authorization ?? "" });
    const body = await readBody(request);
    const failure = failures.shift();
    if (failure !== undefined) return send(response, failure, { message: "planted" });
    const operation = operations.find((each) => each.method === method && each.pattern.test(url.pathname));
    if (operation === undefined)
      return send(response, 400, { message: `no such operation: ${method} ${url.pathname}` });
    const unknown = [...url.searchParams.keys()].filter((name) => !operation.query.includes(name));
    const checked = operation.bodySchema?.safeParse(body);
    if (unknown.length > 0 || checked?.success === false) {
      return send(response, 400, {
        message: `not in the OpenAPI description: ${unknown} ${checked?.error?.message}`,
      });
    }
    const id = operation.pattern.exec(url.pathname)?.[3] ?? "";
    const key = `${method} ${operation.path.replace("/repos/{owner}/{repo}", "")}`;
    const [status, content] = (await handlers[key]?.(id, body, url.searchParams)) ?? [501, {}];
    // Errors are described for few operations only; a success must be one that GitHub documents.
    if (status < 300 && !operation.answers.includes(status))
      throw new Error(`${key} never answers ${status}`);
    send(response, status, content);
  }

  const show = async (pull: StoredPull) => ({
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    merged_at: pull.mergedAt,
    html_url: `http://github.test/pull/${pull.number}`,
    head: { ref: pull.head, sha: (await headOf(pull.head)) ?? "" },
    base: { ref: pull.base },
  });
  const numbered = (id: string) => pulls.find((pull) => pull.number === Number(id));

  const handlers: Readonly<
    Record<string, (id: string, body: Fields, query: URLSearchParams) => Promise<readonly [number, unknown]>>
  > = {
    "GET /pulls": async (_id, _body, query) => {
      const found = pulls.filter(
        (pull) =>
          pull.state === (query.get("state") ?? "open") &&
          (query.get("base") ?? pull.base) === pull.base &&
          (query.get("head")?.split(":")[1] ?? pull.head) === pull.head,
      );
      return [200, await Promise.all(found.map(show))];
    },
    "POST /pulls": async (_id, body) => {
      const head = String(body.head);
      if ((await headOf(head)) === undefined) return [422, { message: "Validation Failed: head invalid" }];
      if (pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === body.base)) {
        return [422, { message: `A pull request already exists for owner:${head}.` }];
      }
      const pull: StoredPull = {
        number: pulls.length + 1,
        title: String(body.title),
        body: String(body.body ?? ""),
        state: "open",
        mergedAt: null,
        head,
        base: String(body.base),
        comments: [],
      };
      pulls.push(pull);
      return [201, await show(pull)];
    },
    "PATCH /pulls/{pull_number}": async (id, body) => {
      const pull = numbered(id);
      if (pull === undefined) return [404, { message: "Not Found" }];
      if (typeof body.title === "string") pull.title = body.title;
      if (typeof body.body === "string") pull.body = body.body;
      if (body.state === "closed") pull.state = "closed";
      return [200, await show(pull)];
    },
    "PUT /pulls/{pull_number}/merge": async (id, body) => {
      const pull = numbered(id);
      if (pull === undefined) return [404, { message: "Not Found" }];
      if (pull.state !== "open") return [405, { message: "Pull Request is not mergeable" }];
      if (body.sha !== (await headOf(pull.head))) {
        return [409, { message: "Head branch was modified. Review and try the merge again." }];
      }
      pull.state = "closed";
      pull.mergedAt = "2026-01-01T00:00:00Z";
      return [200, { sha: body.sha, merged: true, message: "Pull Request successfully merged" }];
    },
    "POST /issues/{issue_number}/comments": async (id, body) => {
      numbered(id)?.comments.push(String(body.body));
      return [201, { id: 1 }];
    },
    "POST /actions/workflows/{workflow_id}/dispatches": async (id, body) => {
      dispatches.push({ ...body, workflow: id });
      return [204, undefined];
    },
    "POST /statuses/{sha}": async (id, body) => {
      statuses.push({ ...body, sha: id });
      return [201, { id: 1 }];
    },
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { message: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pulls,
    requests,
    dispatches,
    statuses,
    failNext: (...codes) => {
      failures.push(...codes);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Fields> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

function send(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(content === undefined ? undefined : JSON.stringify(content));
}
