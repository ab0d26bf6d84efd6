import { type ForgeApi, ForgeRefused } from "../forge/api.ts";
import { forgeApi, type Home, slipwayHome } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";
import { Stopped, waitFor } from "../wait/wait.ts";
import type { ForgeSight, PullView } from "./sight.ts";

export interface RunView {
  readonly id: number;
  readonly path: string;
  readonly status: string;
  readonly conclusion?: string;
  readonly head_sha: string;
  readonly event: string;
}

interface PullState {
  readonly state: string;
  readonly merged: boolean;
  readonly head: { readonly sha: string };
}

/**
 * Gitea stops a merge halfway when the client disconnects: main has the commit, but the pull request stays
 * open forever.
 */
const mergeSeconds = 180;

/** A reviewer's view of the forge and actions there: pull requests and workflow runs. */
export class ForgeView implements ForgeSight {
  readonly #platform: Platform;
  /** Failed runs that were already shown, or are expected to fail. */
  readonly #expectedFailures = new Set<string>();
  /** API path of the repository. */
  readonly #path: string;

  constructor(platform: Platform, { owner, repository }: Home = slipwayHome) {
    this.#platform = platform;
    this.#path = `/repos/${owner}/${repository}`;
  }

  async pulls(): Promise<readonly PullView[]> {
    return (await this.#reviewer()).call<readonly PullView[]>(
      "GET",
      `${this.#path}/pulls?state=open&limit=50`,
    );
  }

  /** Merges the evaluated heads, one after the other, as a reviewer does. */
  async mergeAll(pulls: readonly PullView[]): Promise<void> {
    for (const pull of pulls)
      await waitFor(
        async () => {
          const refusal = await this.#merge(pull);
          return refusal === undefined ? { value: undefined } : { seen: refusal };
        },
        {
          what: `#${pull.number} (${pull.title}) to be merged`,
          seconds: 60 + 30 * pulls.length,
          everyMs: 500,
        },
      );
  }

  /**
   * Resolves to the reason why the forge does not merge it now. A merge that was answered with an error may
   * have been made. The forge answers 404 for a closed pull request, and for one whose head it has not
   * processed yet.
   */
  async #merge({ number, head }: PullView): Promise<string | undefined> {
    const path = `${this.#path}/pulls/${number}`;
    const reviewer = await this.#reviewer();
    try {
      await reviewer.call("POST", `${path}/merge`, { Do: "merge", head_commit_id: head.sha }, mergeSeconds);
      return undefined;
    } catch (error) {
      if (!(error instanceof ForgeRefused)) throw error;
      if (/already merged/.test(error.message)) return undefined;
      // The forge checks whether a pull request can be merged only when it is requested.
      const now = await reviewer.call<PullState>("GET", path);
      if (now.merged) return undefined;
      if (now.state === "closed") throw new Stopped(`#${number} was closed before it could be merged`);
      const behind =
        now.head.sha === head.sha ? "" : `; the forge has head ${now.head.sha.slice(0, 12)} of it`;
      return `${error.message}${behind}`;
    }
  }

  /** Approves the head that the reviewer saw. */
  async approve(pull: PullView): Promise<void> {
    const review = {
      event: "APPROVED",
      commit_id: pull.head.sha,
      body: "Looked at what changes in what runs.",
    };
    await (await this.#reviewer()).call("POST", `${this.#path}/pulls/${pull.number}/reviews`, review);
  }

  /** Workflow runs, newest first. */
  async runs(): Promise<readonly RunView[]> {
    const answer = await (await this.#reviewer()).call<{ workflow_runs: readonly RunView[] }>(
      "GET",
      `${this.#path}/actions/runs?limit=50`,
    );
    return answer.workflow_runs;
  }

  /**
   * The newest run of a workflow on a commit when all have finished, because the end of a canary may start a
   * second one.
   */
  finishedRun(workflow: string, commit: string): Promise<RunView> {
    return waitFor(
      async () => {
        const runs = (await this.runs()).filter(
          ({ path, head_sha }) => path.includes(workflow) && head_sha === commit,
        );
        const newest = runs.find(({ conclusion }) => conclusion === "success" || conclusion === "failure");
        return newest && runs.every(({ status }) => status === "completed")
          ? { value: newest }
          : { seen: runs.map(({ id, status }) => `run ${id} is ${status}`).join(", ") || "no run" };
      },
      { what: `${workflow} on ${commit.slice(0, 12)} to finish`, everyMs: 500 },
    );
  }

  /** Starts a workflow manually. */
  async dispatch(workflow: string): Promise<void> {
    await (await this.#reviewer()).call("POST", `${this.#path}/actions/workflows/${workflow}/dispatches`, {
      ref: "main",
    });
  }

  /** Marks all runs on its commit as expected to fail. */
  expectFailure(run: RunView): void {
    this.#expectedFailures.add(run.head_sha);
  }

  /** Everything the jobs of a run printed. */
  async log(run: RunView): Promise<string> {
    const reviewer = await forgeApi(this.#platform, "reviewer");
    const { jobs } = await reviewer.call<{ jobs: readonly { id: number }[] }>(
      "GET",
      `${this.#path}/actions/runs/${run.id}/jobs`,
    );
    const logs = await Promise.all(
      jobs.map(({ id }) => reviewer.text(`${this.#path}/actions/jobs/${id}/logs`).catch(emptyIfNone)),
    );
    return logs.join("\n");
  }

  /** If the newest run of a workflow failed, its result will not come, so waiting is pointless. */
  async failOnFailedRun(workflow: string): Promise<void> {
    const failed = (await this.runs()).find(({ path }) => path.includes(workflow));
    if (failed?.conclusion !== "failure" || this.#expectedFailures.has(failed.head_sha)) return;
    const lines = (await this.log(failed))
      .split("\n")
      .filter((line) => /error|fail/i.test(line))
      .slice(-15);
    throw new Stopped(
      `workflow run ${failed.id} (${failed.path}) failed:\n${lines.map((line) => `    ${line.slice(29)}`).join("\n")}`,
    );
  }

  #reviewer(): Promise<ForgeApi> {
    return forgeApi(this.#platform, "reviewer");
  }
}

/** A skipped job has no log. */
function emptyIfNone(error: unknown): string {
  if (error instanceof ForgeRefused && error.status === 404) return "";
  throw error;
}
