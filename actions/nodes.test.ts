import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { nodeProgram, OTHER_NODES } from "@slipway/testing/nodes.ts";
import { type Story, startStory } from "@slipway/testing/repositories/story.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIST } from "./bundle.ts";
import { verbs } from "./cli/verbs.ts";

/** Each verb is a separate process, one after the other. */
const manyProcessesMs = 240_000;

let story: Story;

beforeAll(async () => {
  story = await startStory();
});
afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
});

const slipway = (node: string, ...args: readonly string[]) =>
  exec(node, [join(DIST, "slipway.js"), ...args], {
    cwd: story.clone.path,
    env: { SLIPWAY_TOKEN: undefined, GITHUB_REPOSITORY: undefined },
    allowFailure: true,
  });

const reading: readonly (readonly [string, ...string[]])[] = [
  ["status"],
  ["why", "product", "prod"],
  ["history", "product"],
  ["board", "--out", "board", "--json"],
];

describe.each(OTHER_NODES)("the command line on Node %s", (version) => {
  const program = () => nodeProgram(version);

  test.each(reading)("answers slipway %s", async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await slipway(await program(), ...args);
    expect(stderr).not.toMatch(/is not a function|SyntaxError|internal error/);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).not.toBe("");
  });

  test(
    "loads every verb",
    async () => {
      const node = await program();
      for (const { request } of verbs) {
        const { exitCode, stdout, stderr } = await slipway(node, request.verb, "--help");
        expect({ verb: request.verb, exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: "" });
        expect(stdout).toContain(request.verb);
      }
    },
    manyProcessesMs,
  );

  test(
    "starts every action, which names what is missing",
    async () => {
      const node = await program();
      // No checkout and no forge: what an action lacks first is the same on each machine.
      await using folder = await temporaryFolder();
      for (const { request } of verbs) {
        const { stdout, stderr } = await exec(node, [join(DIST, `${request.verb}.js`)], {
          cwd: folder.path,
          env: {
            GITHUB_ACTIONS: "true",
            GITHUB_WORKSPACE: folder.path,
            GITHUB_API_URL: "",
            GITHUB_REPOSITORY: "",
            GITHUB_OUTPUT: "",
            GITHUB_STEP_SUMMARY: "",
            GIT_CEILING_DIRECTORIES: tmpdir(),
            SLIPWAY_TOKEN: "",
          },
          allowFailure: true,
        });
        expect({ verb: request.verb, stderr }).toMatchObject({ stderr: "" });
        expect(stdout).toMatch(/^::error::/m);
        expect(stdout).not.toMatch(/internal error|is not a function/);
      }
    },
    manyProcessesMs,
  );
});
