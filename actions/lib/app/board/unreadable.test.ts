/** A board of histories in git that are broken, silent or stopped. */
import { hour, type Story, startStory } from "@slipway/testing/repositories/story.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attention } from "./attention.ts";
import { explain } from "./explain.ts";
import { boardOf } from "./model.ts";
import { cell, readStory } from "./testing/reading.ts";

let story: Story;

beforeAll(async () => {
  story = await startStory();
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
});

describe("what cannot be read is reported, never guessed", () => {
  test("a reporter that is silent makes health unknown, with the reason", async () => {
    const late = boardOf(await readStory(story, hour(20)));
    const { health } = cell(late, "product", "prod");
    expect(health).toMatchObject({ state: "unknown", message: expect.stringContaining("the last beat was") });
    expect(late.environments[2]?.clusters).toMatchObject([{ isAlive: false }]);
    // Said once for the environment, not once for each of its services.
    expect(attention(cell(late, "order", "dev"))).toEqual([]);
  });

  test("a manually edited release folder and a broken hold are reported, and everything else is shown", async () => {
    await using broken = await startStory();
    await broken.land({
      branch: "main",
      message: "manually",
      author: "Mallory",
      at: hour(15.95),
      files: {
        "environments/staging/product/release/manifests.yaml": "kind: Other\n",
        "environments/prod/holds/product-000000000000.yaml": "nonsense",
      },
    });
    const found = boardOf(await readStory(broken));
    expect(cell(found, "product", "staging").fault).toContain("edited manually");
    expect(cell(found, "product", "dev").release?.version).toBe("0.3.0");
    expect(found.notes.join()).toContain("environments/prod/holds/product-000000000000.yaml");
  });

  test("an emergency stop and a freeze are on the board, with who and until when", async () => {
    await using stopped = await startStory();
    const file = "environments/prod/environment.yaml";
    const text = await stopped.clone.git("show", `origin/main:${file}`);
    const freeze = `freezes: [{name: january, cron: "0 0 1 1 *", duration: 10d, timezone: UTC}]\n`;
    await stopped.land(
      { branch: "stop/prod", message: "payments fail\n\nActor: Ken\n", author: "Ken", at: hour(15) },
      {
        branch: "main",
        message: "freeze",
        author: "Ken",
        at: hour(15),
        files: { [file]: `${text}\n${freeze}` },
      },
    );
    const found = boardOf(await readStory(stopped));
    expect(found.environments[2]).toMatchObject({
      stop: { branch: "stop/prod", reason: "payments fail", by: "Ken", since: hour(15).toISOString() },
      freeze: { state: "active", until: "2026-01-11T00:00:00.000Z" },
    });
    expect(explain(found, "prod", "product").remedies.join()).toMatch(/stop: .*slipway resume/);
  });
});
