import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Board } from "@slipway/lib/app/board/document.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { shopBoard } from "@slipway/testing/boards/shop.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { eventsOf } from "./events.ts";
import { notify } from "./notify.ts";
import { writeMemory } from "./record.ts";
import { request } from "./request.ts";

const SECRET = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const stack = new AsyncDisposableStack();
let repo: Clone;
let http: Server;
let address: string;
const received: Received[] = [];
/** Answers of the next requests instead of 204. */
let failures: number[] = [];

beforeAll(async () => {
  const git = stack.use(await startGitServer());
  repo = stack.use(await clone(await git.createRepository("bank")));
  await repo.push("feat: start", { "a.txt": "a" });
  http = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (part: Buffer) => {
      body += part.toString();
    });
    incoming.on("end", () => {
      const headers = z.record(z.string(), z.string()).parse(incoming.headers);
      const failure = failures.shift();
      if (failure === undefined) received.push({ path: incoming.url ?? "", headers, body });
      response.writeHead(failure ?? 204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = z.object({ port: z.number() }).parse(http.address());
  address = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  http.close();
  await stack.disposeAsync();
});

beforeEach(async () => {
  received.length = 0;
  failures = [];
  await repo.git("push", "--quiet", "origin", ":refs/slipway/notified").catch(() => undefined);
});

const receivers = () => ({
  SLIPWAY_SLACK_WEBHOOK: `${address}/slack`,
  SLIPWAY_WEBHOOK_URL: `${address}/generic`,
  SLIPWAY_WEBHOOK_SECRET: SECRET,
});

async function run(board: Board, env: NodeJS.ProcessEnv = receivers(), now = new Date()) {
  await mkdir(join(repo.path, "board"), { recursive: true });
  await writeFile(join(repo.path, "board/board.json"), JSON.stringify(board));
  const context = testContext(repo.path, {
    env: { PATH: process.env.PATH, ...env },
    clock: { now: () => now },
  });
  const outcome = await notify(request.parse({ page: "https://board.example.com" }), context);
  return { ...outcome, sent: z.array(z.string()).parse(JSON.parse(outcome.outputs.sent ?? "")) };
}

/** The first service's canary in the last environment was aborted. */
function aborted(board: Board): Board {
  const [first, ...others] = board.services;
  if (first === undefined) throw new Error("the board has no service");
  const cells = first.cells.map((cell, index) =>
    index === first.cells.length - 1
      ? {
          ...cell,
          health: { ...cell.health, state: "aborted" as const, message: "errors <3%> above the limit" },
        }
      : cell,
  );
  return { ...board, services: [{ ...first, cells }, ...others] };
}

test("the first run only records; a new state is reported once, signed, to a server that fails first", async () => {
  const calm = { ...shopBoard(), services: shopBoard().services.slice(0, 1) };
  expect((await run(calm)).sent).toEqual([]);
  expect(received).toEqual([]);

  failures = [503, 500];
  const { sent, results } = await run(aborted(calm));
  expect(sent).toEqual([expect.stringMatching(/^aborted\//)]);
  expect(results).toMatchObject([{ status: "done" }]);
  expect(received.map(({ path }) => path).sort()).toEqual(["/generic", "/slack"]);
  const [generic, slack] = received.toSorted((one, other) => one.path.localeCompare(other.path));
  expect(new Webhook(SECRET).verify(generic?.body ?? "", generic?.headers ?? {})).toMatchObject({
    type: "slipway.aborted",
    data: { kind: "aborted", text: expect.stringContaining("errors <3%> above the limit") },
  });
  expect(JSON.parse(slack?.body ?? "").text).toMatch(/errors &lt;3%&gt; .* <https:\/\/board\.example\.com>$/);
  expect(() => new Webhook(SECRET).verify(`${generic?.body} `, generic?.headers ?? {})).toThrow();

  expect((await run(aborted(calm))).sent).toEqual([]);
  expect(received).toHaveLength(2);
});

test("a message that no receiver accepted fails the run, naming only the host, and is sent by the next run", async () => {
  const calm = shopBoard();
  const env = { SLIPWAY_SLACK_WEBHOOK: `${address}/T0/secret-path` };
  await run(calm, env);
  failures = [500, 500, 500];
  const failed = await run(aborted(calm), env);
  expect(failed.results).toMatchObject([{ status: "failed" }]);
  expect(JSON.stringify(failed.results)).not.toContain("secret-path");
  expect((await run(aborted(calm), env)).sent).toEqual([expect.stringMatching(/^aborted\//)]);
  expect(received).toHaveLength(1);
});

test("what another run recorded meanwhile is not replaced, whether it is the same or not", async () => {
  const git = openGit(repo.path, { identity: { name: "bot", email: "bot@example.com" } });
  const ref = "refs/slipway/notified-twice";
  const at = new Date("2026-01-01T00:00:00Z");
  const memory = { commit: undefined, told: { "a state": at.toISOString() } };
  expect(await writeMemory(git, ref, memory, at)).toBeDefined();
  for (const later of [at, new Date("2026-01-01T00:00:01Z")])
    expect(await writeMemory(git, ref, memory, later)).toBeUndefined();
  await repo.git("push", "--quiet", "origin", `:${ref}`);
});

test("of two concurrent runs one sends the message", async () => {
  const calm = shopBoard();
  await run(calm);
  const both = await Promise.all([run(aborted(calm)), run(aborted(calm))]);
  expect(both.flatMap(({ sent }) => sent)).toHaveLength(1);
});

test("without a webhook nothing is sent or recorded; a bad secret or address is refused", async () => {
  expect((await run(shopBoard(), {})).sent).toEqual([]);
  expect(await repo.git("ls-remote", "origin", "refs/slipway/*")).toBe("");
  await expect(run(shopBoard(), { ...receivers(), SLIPWAY_WEBHOOK_SECRET: "short" })).rejects.toThrow(
    /SLIPWAY_WEBHOOK_SECRET: not a secret of Standard Webhooks/,
  );
  const plain = { SLIPWAY_SLACK_WEBHOOK: "http://hooks.example.com/T0/secret" };
  await expect(run(shopBoard(), plain)).rejects.toThrow(/SLIPWAY_SLACK_WEBHOOK: not an https address/);
});

test("each state of the board has its event", () => {
  const board = shopBoard();
  const [environment] = board.environments;
  const cell = board.services[0]?.cells[0];
  if (environment === undefined || cell?.change == null) throw new Error("the board is empty");
  const at = "2026-01-01T00:00:00.000Z";
  const events = eventsOf({
    ...board,
    environments: [
      {
        ...environment,
        freeze: { state: "active", words: "end of year", until: at },
        stop: { branch: "stop/dev", reason: "fire", by: "ann", since: at },
        clusters: [{ name: "main", beatAt: at, isAlive: false }],
      },
      { ...environment, name: "live", after: environment.name, merge: "review", clusters: [] },
    ],
    services: [
      {
        name: "cart",
        cells: [
          { ...cell, environment: environment.name },
          {
            ...cell,
            environment: "live",
            change: { ...cell.change, verb: "rollback", reason: "errors", from: "2.0.0" },
            promotion: {
              branch: "promote/live/cart",
              version: "2.1.0",
              number: 7,
              url: "https://f/7",
              check: { state: "success", description: "", at: null, by: null },
            },
          },
        ],
      },
    ],
  });
  expect(events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      ...["frozen", "stopped", "reporter-silent", "released", "rolled-back", "waiting-for-review"],
    ]),
  );
  expect(events.find(({ kind }) => kind === "rolled-back")?.text).toMatch(/from 2\.0\.0 to .*: errors/);
  expect(events.find(({ kind }) => kind === "waiting-for-review")).toMatchObject({ url: "https://f/7" });
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
});
