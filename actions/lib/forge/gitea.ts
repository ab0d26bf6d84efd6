/** Gitea 1.26: close to GitHub's API, not equal. Every answer is checked against a schema before it is believed. */
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { faultOf, patientFetch } from "../http/patient-fetch.ts";
import {
  type Forge,
  type ForgeAddress,
  ForgeError,
  type MergeAnswer,
  newest,
  type PullRequest,
} from "./forge.ts";

const PAGE = 50;
const MERGE_DEADLINE_MS = 15_000;

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  merged: z.boolean().nullish(),
  html_url: z.string(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
});

export function gitea(address: ForgeAddress, fetcher: typeof fetch = patientFetch()): Forge {
  const call = caller(address, fetcher);

  async function openPulls(base: string): Promise<readonly PullRequest[]> {
    const found: PullRequest[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await call("GET", `/pulls?state=open&limit=${PAGE}&page=${page}`);
      const pulls = z.array(pullSchema).parse(answer.body).map(pullRequest);
      found.push(...pulls.filter((pull) => pull.base === base));
      if (pulls.length < PAGE) return found;
    }
  }

  async function findPull({ head, base }: { head: string; base: string }): Promise<PullRequest | undefined> {
    return (await openPulls(base)).find((pull) => pull.head === head);
  }

  async function edit(number: number, change: Readonly<Record<string, string>>): Promise<PullRequest> {
    const answer = await call("PATCH", `/pulls/${number}`, change);
    return pullRequest(pullSchema.parse(answer.body));
  }

  return {
    flavour: "gitea",
    openPulls,
    findPull,
    async findClosedPull({ head, base }) {
      const answer = await call("GET", `/pulls?state=closed&sort=recentupdate&limit=${PAGE}`);
      const pulls = z.array(pullSchema).parse(answer.body).map(pullRequest);
      return newest(pulls.filter((pull) => pull.head === head && pull.base === base));
    },
    async openPull(pull) {
      const answer = await call("POST", "/pulls", { ...pull }, [409]);
      if (answer.status !== 409) return pullRequest(pullSchema.parse(answer.body));
      const existing = await findPull(pull);
      if (existing === undefined) throw new ForgeError("POST /pulls", 409, answer.message);
      return edit(existing.number, { title: pull.title, body: pull.body });
    },
    updatePull: (number, change) => edit(number, { ...change }),
    async closePull(number, comment) {
      await call("POST", `/issues/${number}/comments`, { body: comment });
      await edit(number, { state: "closed" });
    },
    async mergePull(number, { headSha }) {
      return await mergeWhenChecked(call, number, headSha);
    },
    async dispatchWorkflow(file, ref) {
      await call("POST", `/actions/workflows/${encodeURIComponent(file)}/dispatches`, { ref });
    },
    async commitStatus(sha, status) {
      await call("POST", `/statuses/${sha}`, {
        context: status.context,
        state: status.state,
        description: status.description,
        ...(status.targetUrl === undefined ? {} : { target_url: status.targetUrl }),
      });
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly message: string;
}

type Call = (method: string, path: string, body?: object, accepted?: readonly number[]) => Promise<Answer>;

function caller(address: ForgeAddress, fetcher: typeof fetch): Call {
  const root = `${address.apiUrl}/repos/${address.owner}/${address.repository}`;
  return async (method, path, body, accepted = []) => {
    const what = `${method} ${root}${path}`;
    const response = await fetcher(`${root}${path}`, {
      method,
      headers: {
        authorization: `token ${address.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new ForgeError(what, 0, faultOf(error));
    });
    const answer = await readAnswer(response);
    if (!response.ok && !accepted.includes(response.status)) {
      throw new ForgeError(what, response.status, answer.message);
    }
    return answer;
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = parse(text);
  const told = z.object({ message: z.string() }).safeParse(body);
  return { status: response.status, body, message: told.success ? told.data.message : text.slice(0, 200) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Gitea checks a pull request in the background and answers 405 "Please try again later" until it has. */
async function mergeWhenChecked(call: Call, number: number, headSha: string): Promise<MergeAnswer> {
  const deadline = Date.now() + MERGE_DEADLINE_MS;
  for (;;) {
    const answer = await call(
      "POST",
      `/pulls/${number}/merge`,
      { Do: "merge", head_commit_id: headSha },
      [405, 409],
    );
    if (answer.status < 400) return { merged: true };
    const isStillChecking = answer.status === 405 && answer.message.includes("try again later");
    if (!isStillChecking || Date.now() > deadline) return { merged: false, reason: answer.message };
    await wait(300);
  }
}

function pullRequest(pull: z.output<typeof pullSchema>): PullRequest {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    state: pull.merged ? "merged" : pull.state,
    url: pull.html_url,
  };
}
