import { expect, test } from "vitest";
import type { CommitRecord } from "../repository/git.ts";
import { commitsTouching } from "./touching.ts";

const changed = (sha: string, ...paths: readonly string[]): CommitRecord => ({
  sha,
  parents: [],
  author: "Dev",
  committedAt: new Date(0),
  message: "",
  files: paths.map((path) => ({ path, object: "o" })),
});

test("a commit touches every service that is made of a file or folder it changes, and no other", () => {
  const records = [
    changed("own", "services/product/src/main.ts"),
    changed("kit", "services/kit/http.ts"),
    changed("similar", "services/product-search/main.ts"),
    changed("file", "rollouts/strategies/standard.yaml", "README.md"),
    changed("none", "README.md"),
  ];
  const inputs = new Map([
    ["product", ["services/product", "services/kit", "rollouts/strategies/standard.yaml"]],
    ["order", ["services/order", "services/kit"]],
  ]);
  expect(commitsTouching(records, inputs)).toEqual(
    new Map([
      ["product", new Set(["own", "kit", "file"])],
      ["order", new Set(["kit"])],
    ]),
  );
});
