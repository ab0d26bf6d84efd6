/** Real bare repositories over real HTTP: `git http-backend` behind node:http. For tests only. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { temporaryFolder } from "../temporary-folder.ts";
import { makeRepository } from "./folder.ts";

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; a repository is at `<url>/<name>.git`. */
  readonly url: string;
  /** Every request since the start, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Makes an empty bare repository with the default branch `main`; returns its URL. */
  createRepository(name: string): Promise<string>;
  /** The folder of the bare repository, to look at what landed or to install a server-side hook. */
  folder(name: string): string;
  /** Requests whose Authorization header differs are answered with 401; undefined lets everybody in. Of one repository, or of all. */
  requireAuthorization(header: string | undefined, repository?: string): void;
  /** Answers every request this much later, as a forge far away would. */
  delayRequests(milliseconds: number): void;
  /** Runs before every push is received: the moment to make the pusher lose a race. */
  beforePush(action: (() => Promise<void>) | undefined): void;
}

export async function startGitServer(): Promise<GitServer> {
  const root = await temporaryFolder("slipway-git-server-");
  const requests: RecordedRequest[] = [];
  const state: {
    readonly required: Map<string, string | undefined>;
    beforePush?: (() => Promise<void>) | undefined;
    delayMs: number;
  } = { required: new Map(), delayMs: 0 };
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push({ method: request.method ?? "", url: request.url ?? "", authorization });
    const [, repository = ""] = /^\/([^/]+)\.git\//.exec(request.url ?? "") ?? [];
    const required = state.required.get(repository) ?? state.required.get(EVERY);
    if (required !== undefined && authorization !== required) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    const isPush = request.method === "POST" && request.url?.endsWith("/git-receive-pack") === true;
    const before = isPush ? (state.beforePush?.() ?? Promise.resolve()) : Promise.resolve();
    before
      .then(() => (state.delayMs > 0 ? pause(state.delayMs) : undefined))
      .then(() => backend(root.path, request, response))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const url = await listen(server);
  return {
    url,
    requests,
    folder: (name) => join(root.path, `${name}.git`),
    async createRepository(name) {
      makeRepository(join(root.path, `${name}.git`), {
        core: { repositoryformatversion: 0, filemode: true, bare: true },
        http: { receivepack: true },
        uploadpack: { allowFilter: true },
      });
      return `${url}/${name}.git`;
    },
    requireAuthorization: (header, repository = EVERY) => {
      state.required.set(repository, header);
    },
    delayRequests: (milliseconds) => {
      state.delayMs = milliseconds;
    },
    beforePush: (action) => {
      state.beforePush = action;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await root[Symbol.asyncDispose]();
    },
  };
}

const EVERY = "*";

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Settings of git that the environment of the tests carries. */
const gitSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^GIT_CONFIG_(COUNT|KEY_\d+|VALUE_\d+)$/.test(name)),
  );

/** One CGI call. Request bodies that come gzipped are unpacked here; http-backend would have to be told to. */
async function backend(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  const env = {
    ...gitSettings(),
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_PROTOCOL: header(request, "git-protocol"),
    REQUEST_METHOD: request.method,
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: search.slice(1),
    CONTENT_TYPE: header(request, "content-type"),
    REMOTE_USER: "tester",
    REMOTE_ADDR: "127.0.0.1",
    LC_ALL: "C",
  };
  const gzipped = request.headers["content-encoding"] === "gzip";
  const body = await buffer(gzipped ? request.pipe(createGunzip()) : request);
  const output = await new Promise<Buffer>((resolve) => {
    const options = { env, encoding: "buffer", maxBuffer: LARGEST_ANSWER } as const;
    // What it says of a failure is an answer too.
    const child = execFile("git", ["http-backend"], options, (_, stdout) => resolve(stdout));
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(body);
  });
  answer(output, response);
}

const LARGEST_ANSWER = 256 * 1024 * 1024;

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n");
  const headers = output.subarray(0, end).toString("latin1").split("\r\n");
  let status = 200;
  for (const line of headers) {
    const [name = "", value = ""] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(output.subarray(end + 4));
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}
