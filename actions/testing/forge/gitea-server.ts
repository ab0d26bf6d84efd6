/** A real Gitea for tests: the binary the local platform runs, with a repository and two accounts, gone afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import * as z from "zod";
import { artefactOf, isBuilt } from "../../../local/build/artefact.ts";
import { gitea } from "../../../local/components/gitea/component.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import { createDatabase, startPostgres } from "../../../services/kit/data-plane/postgres.ts";
import { temporaryFolder } from "../temporary-folder.ts";

type Account = "bot" | "reviewer" | "stranger";

export interface GiteaServer extends AsyncDisposable {
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
  /** Of the owner, who stands for the bot, of somebody who may push, and of somebody who may only look. */
  readonly tokens: Readonly<Record<Account, string>>;
  /** Calls the API as one of them; the answer as it is. */
  call(who: Account, method: string, path: string, body?: object): Promise<unknown>;
}

/** The folder of the built component; undefined until `npm run platform` or a build has made it. */
export async function builtGitea(): Promise<string | undefined> {
  const artefact = await artefactOf(gitea);
  return isBuilt(artefact) ? artefact.folder : undefined;
}

export async function startGitea(component: string): Promise<GiteaServer> {
  const folder = await temporaryFolder("slipway-gitea-");
  const port = await freePort();
  const config = join(folder.path, "app.ini");
  await mkdir(join(folder.path, "home"));
  // PostgreSQL gives up root and has to reach its own folder.
  await chmod(folder.path, 0o711);
  const databasePort = await freePort();
  const store = await startPostgres(join(folder.path, "postgres"), databasePort);
  const database = new URL(await createDatabase(databasePort, "forge"));
  await writeFile(config, settings(folder.path, component, port, database));
  const environment = {
    PATH: process.env.PATH,
    HOME: join(folder.path, "home"),
    GITEA_WORK_DIR: folder.path,
  };
  const binary = join(component, "bin", "gitea");
  const run = async (...args: string[]) =>
    (
      await exec(binary, [...args, "--config", config], { env: environment, timeoutMs: 60_000 })
    ).stdout.trim();
  await run("migrate");
  const tokens = {
    bot: await account(run, "bot"),
    reviewer: await account(run, "reviewer"),
    stranger: await account(run, "stranger"),
  };
  const server = spawn(binary, ["web", "--config", config], { env: environment, stdio: "ignore" });
  const apiUrl = `http://127.0.0.1:${port}/api/v1`;
  const call = caller(apiUrl, tokens);
  await waitFor(async () => ({ value: (await fetch(`${apiUrl}/version`)).ok || undefined }), {
    what: `gitea at ${apiUrl}`,
    seconds: 60,
    everyMs: 100,
  });
  await call("bot", "POST", "/user/repos", { name: "platform", auto_init: true, default_branch: "main" });
  await call("bot", "PUT", "/repos/bot/platform/collaborators/reviewer", { permission: "write" });
  return {
    apiUrl,
    owner: "bot",
    repository: "platform",
    tokens,
    call,
    async [Symbol.asyncDispose]() {
      await end(server);
      await store.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function account(run: (...args: string[]) => Promise<string>, name: string): Promise<string> {
  const flags = ["--email", `${name}@forge.test`, "--random-password", "--must-change-password=false"];
  const token = ["--access-token", "--access-token-name", "test", "--access-token-scopes", "all"];
  const printed = await run("admin", "user", "create", "--username", name, ...flags, ...token);
  return /\b[0-9a-f]{40}\b/.exec(printed)?.[0] ?? "";
}

function caller(apiUrl: string, tokens: GiteaServer["tokens"]): GiteaServer["call"] {
  return async (who, method, path, body) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `token ${tokens[who]}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : z.json().parse(JSON.parse(text));
  };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Only what a test needs; everything is in one folder. */
function settings(folder: string, component: string, port: number, database: URL): string {
  return `RUN_USER = ${userInfo().username}
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = ${folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${join(component, "assets")}
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = postgres
HOST = ${database.host}
NAME = ${database.pathname.slice(1)}
USER = ${database.username}
PASSWD = ${database.password}
SSL_MODE = disable
[repository]
ROOT = ${folder}/repositories
[repository.pull-request]
; As if every pull request had been left alone for days.
DELAY_CHECK_FOR_INACTIVE_DAYS = 0
[security]
INSTALL_LOCK = true
[actions]
ENABLED = true
[log]
LEVEL = Error
[cron.update_checker]
ENABLED = false
`;
}
