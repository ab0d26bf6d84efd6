/** Lists in pages, from servers that do not give what they were asked for. */
import { expect, test } from "vitest";
import { gitea } from "./gitea.ts";
import type { Call } from "./gitea-call.ts";
import { readStandings } from "./gitea-standings.ts";
import { ownComments } from "./github-graphql.ts";

const pull = (number: number) => ({
  number,
  title: "",
  body: "",
  state: "open",
  merged: false,
  html_url: `http://forge.test/${number}`,
  head: { ref: `promote/${number}`, sha: "a".repeat(40), repo_id: 1 },
  base: { ref: "main", repo_id: 1 },
});

/** A Gitea that answers for a page with these numbers. */
function forgeOf(numbersOf: (page: number) => readonly number[]) {
  let asked = 0;
  const fetcher = async (url: string | URL | Request) => {
    asked += 1;
    if (asked > 100) throw new Error("it keeps asking");
    const page = Number(new URL(String(url)).searchParams.get("page"));
    return Response.json(numbersOf(page).map(pull));
  };
  return gitea(
    { apiUrl: "http://forge.test", owner: "o", repository: "r", token: "t" },
    fetcher as typeof fetch,
  );
}

const counted = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test("planted: a server that gives thirty where fifty were asked for: no pull request is missed", async () => {
  const forge = forgeOf((page) => (page <= 3 ? counted(page * 30, 30) : []));
  expect(await forge.openPulls("main")).toHaveLength(90);
});

test("planted: a server that gives the first page for every page is not asked for ever", async () => {
  const forge = forgeOf(() => counted(1, 50));
  expect(await forge.openPulls("main")).toHaveLength(50);
});

test("planted: a reviewer who takes an approval back after fifty comments is heard", async () => {
  const review = (id: number, login: string, state: string) => ({
    id,
    state,
    commit_id: "a".repeat(40),
    dismissed: false,
    official: true,
    user: { login },
  });
  const reviews = [
    review(1, "grace", "APPROVED"),
    ...counted(2, 60).map((id) => review(id, "eve", "COMMENT")),
    review(99, "grace", "REQUEST_CHANGES"),
  ];
  const call: Call = async (_, path) => {
    const page = Number(/page=(\d+)/.exec(path)?.[1] ?? 1);
    const body = path.includes("/reviews")
      ? reviews.slice((page - 1) * 50, page * 50)
      : path.includes("/status")
        ? { statuses: [] }
        : { number: 1, head: { sha: "a".repeat(40) }, mergeable: true, user: { login: "eve" } };
    return { status: 200, body, message: "" };
  };
  expect((await readStandings(call, [1])).get(1)?.approvals).toEqual([]);
});

test("planted: a cursor that does not move is not asked for ever", async () => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked > 100) throw new Error("it keeps asking");
    const comments = { nodes: [], pageInfo: { hasNextPage: true, endCursor: "x" } };
    return { repository: { pullRequest: { comments } } };
  };
  expect(await ownComments(ask as never, { owner: "o", repo: "r" } as never, 1)).toEqual([]);
  expect(asked).toBe(2);
});
