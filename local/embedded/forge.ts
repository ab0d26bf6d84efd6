import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GithubServer, startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import type { ForgeSight, PullView } from "../demo/sight.ts";
import { git } from "../forge/git.ts";
import { Stopped, waitFor } from "../wait/wait.ts";

/** `owner/name` of the demo's repository. */
export const repositoryName = "slipway/slipway";
/** The name of every caller: the stand-in has no accounts. */
export const token = "stand-in";
/** What the bot says about a promotion's gates; without it no pull request is merged. */
const gatesCheck = "slipway/gates";

/** How a workflow's last run failed; undefined if none has ended or it succeeded. */
export type LastFailure = (workflow: string) => string | undefined;

/** Git over HTTP, and the stand-in for GitHub's API that the verbs' tests use. */
export class EmbeddedForge implements ForgeSight, AsyncDisposable {
  readonly gitUrl: string;
  readonly apiUrl: string;
  /** Folder of the bare repository. */
  readonly bare: string;
  /** Called with the file of a workflow that is started manually. */
  onDispatch: (workflow: string) => void = () => {};
  lastFailure: LastFailure = () => undefined;
  readonly #git: GitServer;
  readonly #api: GithubServer;

  private constructor(gitServer: GitServer, api: GithubServer) {
    this.#git = gitServer;
    this.#api = api;
    this.gitUrl = gitServer.url;
    this.apiUrl = api.url;
    this.bare = gitServer.folder(repositoryName);
    api.requiredChecks.push(gatesCheck);
    api.beforeRequest(async (method, path) => this.#noticeDispatch(method, path));
  }

  /** @param source a repository on this disk, whose objects do not have to be sent again */
  static async start(source: string): Promise<EmbeddedForge> {
    const gitServer = await startGitServer();
    await gitServer.createRepository(repositoryName);
    const bare = gitServer.folder(repositoryName);
    const objects = await git(source, ["rev-parse", "--path-format=absolute", "--git-path", "objects"]);
    await writeFile(join(bare, "objects/info/alternates"), `${objects}\n`);
    // Garbage collection during the demo would use the processor.
    await git(bare, ["config", "gc.auto", "0"]);
    await git(bare, ["config", "receive.autogc", "false"]);
    return new EmbeddedForge(gitServer, await startGithubServer(bareRepository(bare), repositoryName));
  }

  get repositoryUrl(): string {
    return `${this.gitUrl}/${repositoryName}.git`;
  }

  /**
   * Tip of main; empty before the first push. It is read as a file, because it is needed several times a
   * second and never packed here.
   */
  async main(): Promise<string> {
    return (await readFile(join(this.bare, "refs/heads/main"), "utf8").catch(() => "")).trim();
  }

  async pulls(): Promise<readonly PullView[]> {
    return this.#call<readonly PullView[]>("GET", "/pulls?state=open&per_page=100");
  }

  async approve(pull: PullView): Promise<void> {
    const stored = this.#api.pulls.find(({ number }) => number === pull.number);
    if (stored === undefined) throw new Error(`#${pull.number} not found`);
    stored.reviews.push({ login: "reviewer", state: "APPROVED", commit: pull.head.sha });
  }

  async mergeAll(pulls: readonly PullView[]): Promise<void> {
    for (const pull of pulls)
      await waitFor(
        async () => {
          await this.#call("PUT", `/pulls/${pull.number}/merge`, { sha: pull.head.sha });
          return { value: undefined };
        },
        { what: `#${pull.number} (${pull.title}) to be merged`, seconds: 180, everyMs: 200 },
      );
  }

  async dispatch(workflow: string): Promise<void> {
    await this.#call("POST", `/actions/workflows/${workflow}/dispatches`, { ref: "main" });
  }

  async failOnFailedRun(workflow: string): Promise<void> {
    const failure = this.lastFailure(workflow);
    if (failure !== undefined) throw new Stopped(`the last run of ${workflow} failed:\n${failure}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
    await this.#git[Symbol.asyncDispose]();
  }

  #noticeDispatch(method: string, path: string): void {
    const workflow = /\/actions\/workflows\/([^/]+)\/dispatches$/.exec(path)?.[1];
    if (method === "POST" && workflow !== undefined) this.onDispatch(decodeURIComponent(workflow));
  }

  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${this.apiUrl}/repos/${repositoryName}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 200)}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}
