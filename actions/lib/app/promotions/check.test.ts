import { expect, test } from "vitest";
import type { CommitStatus } from "../../io/forge/forge.ts";
import { GATES_CONTEXT, postCheck } from "./check.ts";

const sha = "a".repeat(40);

async function posted(before: string, after: string, by = "bot"): Promise<readonly CommitStatus[]> {
  const said: CommitStatus[] = [];
  const forge = {
    account: async () => "bot",
    commitStatus: async (_sha: string, status: CommitStatus) => void said.push(status),
  };
  const standing = { context: GATES_CONTEXT, state: "pending", description: before, by } as const;
  await postCheck(forge, sha, { state: "pending", description: after }, [standing]);
  return said;
}

test.each([
  ["soak: healthy for 5 m of 30 m", "soak: healthy for 25 m of 30 m"],
  ["health: the last beat was 900 s ago", "health: the last beat was 1800 s ago"],
  ["freeze: until 2026-01-01T00:00:00Z", "freeze: until 2026-01-01T00:00:00Z"],
])("elapsed time alone is not posted again: %s", async (before, after) => {
  expect(await posted(before, after)).toEqual([]);
});

test.each([
  ["approval: 0 of 2 approvals", "approval: 1 of 2 approvals"],
  ["soak: healthy for 5 m of 30 m", "freeze: weekend"],
])("what changed is reported: %s, then %s", async (before, after) => {
  expect(await posted(before, after)).toMatchObject([{ description: after }]);
});

test("a description fits what GitHub takes, and ends where a word does", async () => {
  const [status] = await posted("", `${"word ".repeat(60)}end`);
  expect(status?.description).toMatch(/^(word ){20,27}word…$/);
});

test("planted: the very words of another account are no word of the bot, and are reported again", async () => {
  expect(await posted("soak: waits", "soak: waits", "eve")).toMatchObject([{ description: "soak: waits" }]);
});
