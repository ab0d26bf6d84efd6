import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PushRefused } from "./git.ts";
import { plan, repository } from "./testing/repository.ts";

describe("pushing", () => {
  test("each ref has its own result", async () => {
    await using repo = await repository();
    const tip = (await repo.git.fetch("main")).get("main") ?? "";
    const commit = await repo.git.commit(tip, plan({ a: "1" }));
    const results = await repo.git.push([
      { ref: "promote/prod/a", to: commit, expect: null },
      { ref: "promote/prod/b", to: commit, expect: tip },
      { ref: "main", to: tip },
      { ref: "refs/tags/a-v1.0.0", to: tip, expect: null },
    ]);
    expect(results.map(({ ref, status }) => [ref, status])).toEqual([
      ["promote/prod/a", "pushed"],
      ["promote/prod/b", "lost-race"],
      ["main", "unchanged"],
      ["refs/tags/a-v1.0.0", "pushed"],
    ]);
    await repo.git.push([{ ref: "promote/prod/a", to: null, expect: commit }]);
    expect([...(await repo.git.fetch("main", "promote/*")).keys()]).toEqual(["main"]);
  });

  test("a branch is replaced by force only when asked", async () => {
    await using repo = await repository();
    const beat = () => repo.git.commit(undefined, plan({}, { message: `beat ${Math.random()}` }));
    await repo.git.push([{ ref: "heartbeat/dev/main", to: await beat() }]);
    const second = await beat();
    expect(await repo.git.push([{ ref: "heartbeat/dev/main", to: second }])).toMatchObject([
      { status: "lost-race" },
    ]);
    expect(await repo.git.push([{ ref: "heartbeat/dev/main", to: second, force: true }])).toMatchObject([
      { status: "pushed" },
    ]);
  });

  test("a replacement of what was read replaces nothing else", async () => {
    await using repo = await repository();
    const record = () => repo.git.commit(undefined, plan({}, { message: `record ${Math.random()}` }));
    const [first, second, third] = [await record(), await record(), await record()];
    const replace = async (to: string, expect: string | null) =>
      (await repo.git.push([{ ref: "board", to, expect, force: true }]))[0]?.status;
    expect(await replace(first, null)).toBe("pushed");
    expect(await replace(second, null)).toBe("lost-race");
    expect(await replace(second, first)).toBe("pushed");
    expect(await replace(third, first)).toBe("lost-race");
    expect((await repo.git.fetch("board")).get("board")).toBe(second);
  });

  test("a branch that another one makes impossible is refused by its name, not a race that is run for ever", async () => {
    await using repo = await repository();
    const tip = (await repo.git.fetch("main")).get("main") ?? "";
    await repo.git.push([
      { ref: "promote", to: tip },
      { ref: "rollback/prod/mine", to: tip },
    ]);
    const wanted = ["promote/prod/a", "rollback/prod", "heartbeat/dev/main"];
    const results = await repo.git.push(wanted.map((ref) => ({ ref, to: tip, expect: null })));
    expect(results).toMatchObject([
      {
        status: "refused",
        reason:
          "git cannot store it next to promote; remove what is in the way: git push origin --delete promote",
      },
      { status: "refused", reason: expect.stringContaining("git push origin --delete rollback/prod/mine") },
      { status: "pushed" },
    ]);
    // Without a lease, as the reporter pushes.
    expect(await repo.git.push([{ ref: "promote/prod/a", to: tip, force: true }])).toMatchObject([
      { status: "refused", reason: expect.stringContaining("git push origin --delete promote") },
    ]);
  });

  test("PP-2 a hook that declines is a refusal with the server's words, not a race", async () => {
    await using repo = await repository();
    const hook = join(repo.server.folder("shop"), "hooks/pre-receive");
    await writeFile(hook, "#!/bin/sh\necho 'main is frozen' >&2\nexit 1\n");
    await chmod(hook, 0o755);
    const failure = repo.git.pushReplanned("main", async () => plan({ a: "1" }));
    await expect(failure).rejects.toBeInstanceOf(PushRefused);
    await expect(failure).rejects.toThrow(/main is frozen.*\n {2}Allow this bot/s);
  });
});
