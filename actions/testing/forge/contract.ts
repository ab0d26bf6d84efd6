/**
 * What every forge adapter promises, as tests. `github.test.ts` runs them on an OpenAPI-checked stand-in and on an
 * emulator that others wrote, `gitea.test.ts` on a real Gitea.
 */
import type { Forge } from "@slipway/lib/io/forge/forge.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

export interface ContractSubject {
  readonly forge: Forge;
  /** The default branch; it exists. */
  readonly base: string;
  /** File name of a workflow on `base` that allows `workflow_dispatch`. */
  readonly workflow: string;
  /** Pushes one more commit, on top of `base`, to a branch; returns its sha. */
  pushBranch(name: string): Promise<string>;
  /** The comments of a pull request as a reader of the page gets them. */
  comments?(number: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What a judge that is not the real forge cannot judge. */
export type Unjudged =
  | "adoption"
  | "moved head"
  | "workflow"
  | "status"
  | "deleted branch"
  | "standing"
  | "comment"
  | "signed commit";

export function forgeContract(
  connect: () => Promise<ContractSubject>,
  unjudged: readonly Unjudged[] = [],
): void {
  // Gitea checks a pull request for conflicts in the background, which takes seconds on a busy machine.
  vi.setConfig({ testTimeout: 30_000 });
  let subject: ContractSubject;
  // Names of their own for each run: the forge may be one that lives longer than the test.
  const branch = (name: string) => `contract-${process.pid}-${Date.now()}/${name}`;
  const pull = (head: string) => ({ head, base: subject.base, title: `title of ${head}`, body: "body" });

  beforeAll(async () => {
    subject = await connect();
  }, 180_000);
  afterAll(() => subject?.close());

  test("opens a pull request and finds it by its two branches", async () => {
    const head = branch("open");
    expect(await subject.forge.findPull({ head, base: subject.base })).toBeUndefined();
    const sha = await subject.pushBranch(head);
    const opened = await subject.forge.openPull(pull(head));
    expect(opened).toMatchObject({ head, base: subject.base, headSha: sha, state: "open", body: "body" });
    expect(opened.url).toMatch(/^https?:/);
    expect(await subject.forge.findPull({ head, base: subject.base })).toEqual(opened);
    expect(await subject.forge.openPulls(subject.base)).toContainEqual(opened);
  });

  test.skipIf(unjudged.includes("adoption"))("adopts the pull request that is already open", async () => {
    const head = branch("adopt");
    await subject.pushBranch(head);
    const first = await subject.forge.openPull(pull(head));
    const second = await subject.forge.openPull({ ...pull(head), title: "newer" });
    expect(second).toMatchObject({ number: first.number, title: "newer" });
  });

  test("updates title and body, each alone", async () => {
    const head = branch("update");
    await subject.pushBranch(head);
    const { number } = await subject.forge.openPull(pull(head));
    expect(await subject.forge.updatePull(number, { title: "new" })).toMatchObject({
      title: "new",
      body: "body",
    });
    expect(await subject.forge.updatePull(number, { body: "text" })).toMatchObject({
      title: "new",
      body: "text",
    });
  });

  test("closes with a comment; then it is found among the closed ones only", async () => {
    const head = branch("close");
    const branches = { head, base: subject.base };
    const headSha = await subject.pushBranch(head);
    const { number } = await subject.forge.openPull(pull(head));
    expect(await subject.forge.findClosedPull(branches)).toBeUndefined();
    await subject.forge.closePull(number, "superseded");
    expect(await subject.forge.findPull(branches)).toBeUndefined();
    expect(await subject.forge.findClosedPull(branches)).toMatchObject({ number, headSha, state: "closed" });
  });

  test.skipIf(unjudged.includes("moved head"))("PP-14 merges only the head that was checked", async () => {
    const head = branch("merge");
    const checked = await subject.pushBranch(head);
    const { number } = await subject.forge.openPull(pull(head));
    const newer = await subject.pushBranch(head);
    const refused = await subject.forge.mergePull(number, { headSha: checked });
    expect(refused).toMatchObject({ merged: false, obstacle: "moved-head" });
    expect(await subject.forge.mergePull(number, { headSha: newer })).toEqual({ merged: true });
    expect(await subject.forge.findPull({ head, base: subject.base })).toBeUndefined();
    expect(await subject.forge.mergedPulls(subject.base)).toContainEqual(
      expect.objectContaining({ number, head, headSha: newer, state: "merged", mergedAt: expect.any(Date) }),
    );
    // A person merges while a run is about to close what the merge has made needless.
    await subject.forge.closePull(number, "superseded");
    if (subject.comments) expect(await subject.comments(number)).toEqual([]);
    expect(await subject.forge.findClosedPull({ head, base: subject.base })).toMatchObject({
      state: "merged",
    });
  });

  test.skipIf(unjudged.includes("workflow"))("starts a workflow by its file name", async () => {
    await expect(subject.forge.dispatchWorkflow(subject.workflow, subject.base)).resolves.toBeUndefined();
  });

  test.skipIf(unjudged.includes("status"))("posts a commit status", async () => {
    const sha = await subject.pushBranch(branch("status"));
    const status = { context: "slipway/contract", state: "success", description: "d".repeat(200) } as const;
    await subject.forge.commitStatus(sha, status);
    const last = { context: "slipway/contract", state: "failure", description: "closed" } as const;
    await subject.forge.commitStatus(sha, last);
    await subject.forge.commitStatus(sha, { ...last, context: "slipway/other", state: "pending" });
    const found = await subject.forge.statuses(sha);
    const recorded = { by: await subject.forge.account(), at: expect.any(String) };
    expect([...found].sort((one, other) => one.context.localeCompare(other.context))).toEqual([
      { ...last, ...recorded },
      { ...last, context: "slipway/other", state: "pending", ...recorded },
    ]);
  });

  test.skipIf(unjudged.includes("standing"))("tells what is on the heads of pull requests", async () => {
    const numbers: number[] = [];
    for (const name of ["one", "other"]) {
      const head = branch(`standing-${name}`);
      await subject.pushBranch(head);
      numbers.push((await subject.forge.openPull(pull(head))).number);
    }
    const [first = 0, second = 0] = numbers;
    const before = await subject.forge.standings(numbers);
    expect([...before.keys()].sort((a, b) => a - b)).toEqual([first, second]);
    const headSha = before.get(first)?.headSha ?? "";
    const status = { context: "slipway/gates", state: "pending", description: "soaks" } as const;
    await subject.forge.commitStatus(headSha, status);
    const after = await subject.forge.standings(numbers);
    const by = await subject.forge.account();
    expect(after.get(first)).toMatchObject({ headSha, statuses: [{ ...status, by }], approvals: [] });
    expect(after.get(second)).toMatchObject({ statuses: [] });
  });

  test.skipIf(unjudged.includes("comment"))(
    "keeps one comment a marker, and leaves others alone",
    async () => {
      const head = branch("comment");
      await subject.pushBranch(head);
      const { number } = await subject.forge.openPull(pull(head));
      for (const text of ["first", "first", "second"]) {
        await subject.forge.upsertComment(number, "<!-- slipway:contract -->", text);
      }
      await subject.forge.upsertComment(number, "<!-- slipway:other -->", "other");
      expect(await subject.comments?.(number)).toEqual([
        "<!-- slipway:contract -->\nsecond",
        "<!-- slipway:other -->\nother",
      ]);
    },
  );

  test.skipIf(unjudged.includes("deleted branch"))(
    "deletes a branch, also when it is gone already",
    async () => {
      const name = branch("delete");
      await subject.pushBranch(name);
      await subject.forge.deleteBranch(name);
      await expect(subject.forge.deleteBranch(name)).resolves.toBeUndefined();
      await expect(subject.forge.openPull(pull(name))).rejects.toMatchObject({ name: "ForgeError" });
    },
  );

  test.skipIf(unjudged.includes("signed commit"))("PP-19 commits on the expected head only", async () => {
    const name = branch("commit");
    const expectedHead = await subject.pushBranch(name);
    const changes = [{ path: "a.txt", content: "a" }];
    const commit = { branch: name, expectedHead, message: "feat: a\n\nRelease-Id: b\n", changes };
    expect(await subject.forge.isOwnCommit(expectedHead)).toBe(false);
    const made = await subject.forge.commitOnBranch?.(commit);
    expect(made).toMatchObject({ committed: true });
    expect(await subject.forge.isOwnCommit("0".repeat(40))).toBe(false);
    expect(await subject.forge.isOwnCommit(made?.committed === true ? made.sha : "")).toBe(true);
    expect(await subject.forge.commitOnBranch?.(commit)).toMatchObject({
      committed: false,
      reason: expect.stringContaining("Expected branch to point to"),
    });
  });

  test("an unknown pull request is a ForgeError with its status", async () => {
    await expect(subject.forge.updatePull(999_999, { title: "x" })).rejects.toMatchObject({
      name: "ForgeError",
      status: 404,
    });
  });
}
