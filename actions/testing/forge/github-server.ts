/**
 * A small stateful GitHub for tests, over real HTTP. Every request is held against GitHub's OpenAPI description
 * (`./testdata/github-requests.json`) or its GraphQL schema: an invented path, query name or body field answers 400 and fails the test.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { answerGraphql } from "./github-answers.ts";
import type { Fields } from "./github-fields.ts";
import { restHandlers } from "./github-rest.ts";
import { emptySettings, type Settings, settingsHandlers } from "./github-settings.ts";
import {
  accountOf,
  type CommitRecord,
  type Rule,
  type ServerRepository,
  type State,
  type StoredPull,
  type StoredPush,
  type StoredStatus,
} from "./github-state.ts";

export type { ServerRepository, StoredPull } from "./github-state.ts";

const operationSchema = z.object({
  method: z.string(),
  path: z.string(),
  query: z.array(z.string()),
  answers: z.array(z.number()),
  body: z.record(z.string(), z.unknown()).optional(),
});

const operations = z
  .object({ operations: z.array(operationSchema) })
  .parse(JSON.parse(readFileSync(new URL("./testdata/github-requests.json", import.meta.url), "utf8")))
  .operations.map((operation) => ({
    ...operation,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, "([^/]+)")}$`),
    bodySchema: operation.body === undefined ? undefined : z.fromJSONSchema(operation.body),
  }));

/**
 * What the server does to a request instead of answering it: a code; `silent` takes it and never answers; `lost` does what
 * is asked and never answers; `broken` does it and answers 502, as a proxy whose server took too long.
 */
export type Disturbance = number | "silent" | "lost" | "broken";

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
  /** A test may add what another account set. */
  readonly statuses: StoredStatus[];
  /** What GitHub recorded of commits, by sha; of those that were pushed with git nothing. */
  readonly commits: Map<string, CommitRecord>;
  /** Rules by branch name; undefined: the token may not read them. */
  readonly rules: Map<string, readonly Rule[] | undefined>;
  /** Pushes by branch name; undefined: the token may not read them. */
  readonly pushes: Map<string, readonly StoredPush[] | undefined>;
  /** Of the repository; rulesets count for the rules of branches that `rules` does not name. */
  readonly settings: Settings;
  /** Contexts that must be `success` on a head before it merges. */
  readonly requiredChecks: string[];
  /** The next merges are answered like this instead, in order. */
  readonly mergeAnswers: (readonly [number, string])[];
  /** Runs before every request is answered: the moment to change what was read. */
  beforeRequest(action: ((method: string, path: string) => Promise<void>) | undefined): void;
  /** The next requests are answered with these codes instead, in order; undefined lets one through. */
  failNext(...codes: readonly (number | undefined)[]): void;
  /** Asked before each request; undefined lets it through. */
  disturb(how: ((method: string, path: string) => Disturbance | undefined) | undefined): void;
}

export async function startGithubServer(
  repository: ServerRepository,
  fullName = "shop/platform",
): Promise<GithubServer> {
  const state: State = {
    fullName,
    pulls: [],
    statuses: [],
    commits: new Map(),
    rules: new Map(),
    pushes: new Map(),
    settings: emptySettings(),
    dispatches: [],
    requiredChecks: [],
    mergeAnswers: [],
    repository,
  };
  const requests: { method: string; path: string; authorization: string }[] = [];
  const failures: (number | undefined)[] = [];
  const handlers = { ...settingsHandlers(state.settings), ...restHandlers(state) };
  let disturbance: ((method: string, path: string) => Disturbance | undefined) | undefined;
  let before: ((method: string, path: string) => Promise<void>) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const method = request.method ?? "GET";
    requests.push({ method, path: url.pathname, authorization: request.headers.authorization ?? "" });
    const body = await readBody(request);
    await before?.(method, url.pathname);
    const failure = failures.shift() ?? disturbance?.(method, url.pathname);
    if (typeof failure === "number") return send(response, failure, { message: "planted" });
    if (failure === "silent") return;
    const account = accountOf(request.headers.authorization ?? "");
    const [status, content] = await answerTo(method, url, body, account);
    if (failure === "lost") return;
    if (failure === "broken") return send(response, 502, { message: "planted" });
    send(response, status, content);
  }

  async function answerTo(
    method: string,
    url: URL,
    body: Fields,
    account: string,
  ): Promise<readonly [number, unknown]> {
    if (method === "POST" && url.pathname === "/graphql") {
      return answerGraphql(state, body, account);
    }
    const operation = operations.find((each) => each.method === method && each.pattern.test(url.pathname));
    if (operation === undefined) return [400, { message: `no such operation: ${method} ${url.pathname}` }];
    const unknown = [...url.searchParams.keys()].filter((name) => !operation.query.includes(name));
    const checked = operation.bodySchema?.safeParse(body);
    if (unknown.length > 0 || checked?.success === false) {
      return [400, { message: `not in the OpenAPI description: ${unknown} ${checked?.error?.message}` }];
    }
    const places = operation.pattern.exec(url.pathname) ?? [];
    const id = (operation.path.startsWith("/repos/") ? places[3] : places[1]) ?? "";
    const key = `${method} ${operation.path.replace("/repos/{owner}/{repo}", "")}`;
    const [status, content] = (await handlers[key]?.(id, body, url.searchParams, account)) ?? [501, {}];
    // Errors are described for few operations only; a success must be one that GitHub documents.
    if (status < 300 && !operation.answers.includes(status))
      throw new Error(`${key} never answers ${status}`);
    return [status, content];
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { message: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pulls: state.pulls,
    requests,
    dispatches: state.dispatches,
    statuses: state.statuses,
    commits: state.commits,
    rules: state.rules,
    pushes: state.pushes,
    settings: state.settings,
    requiredChecks: state.requiredChecks,
    mergeAnswers: state.mergeAnswers,
    beforeRequest: (action) => {
      before = action;
    },
    failNext: (...codes) => {
      failures.push(...codes);
    },
    disturb: (how) => {
      disturbance = how;
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
