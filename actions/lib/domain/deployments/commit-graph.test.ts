import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommitRecord } from "../repository/git.ts";
import { commitGraph } from "./commit-graph.ts";

/** Parents of each commit, oldest first; a commit is its number. */
type Parents = readonly (readonly number[])[];

const shape: fc.Arbitrary<Parents> = fc
  .array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 1, maxLength: 25 })
  .map((all) =>
    all.map((parents, index) => (index === 0 ? [] : [...new Set(parents.map((each) => each % index))])),
  );

function recordsOf(parents: Parents): readonly CommitRecord[] {
  return parents
    .map((each, index) => ({
      sha: `c${index}`,
      parents: each.map((parent) => `c${parent}`),
      author: "Dev",
      committedAt: new Date(index),
      message: "",
      files: [],
    }))
    .toReversed();
}

/** The slow and plain way. */
function ancestors(parents: Parents, of: number): ReadonlySet<number> {
  return new Set([of, ...(parents[of] ?? []).flatMap((parent) => [...ancestors(parents, parent)])]);
}

test("returns exactly the commits that one history has and the other lacks", () => {
  fc.assert(
    fc.property(shape, fc.nat(), fc.nat(), (parents, one, other) => {
      const [from, to] = [one % parents.length, other % parents.length];
      const lacking = ancestors(parents, from);
      const expected = [...ancestors(parents, to)].filter((each) => !lacking.has(each));
      const found = commitGraph(recordsOf(parents)).between(`c${from}`, `c${to}`);
      expect(found?.map(({ sha }) => sha).toSorted()).toEqual(expected.map((each) => `c${each}`).toSorted());
    }),
  );
});

test("what reaches back further than was read is unknown, never a smaller number", () => {
  const all = recordsOf([[], [0], [1], [2], [3]]);
  const cut = commitGraph(all.slice(0, 3));
  expect(cut.between("c2", "c4")).toHaveLength(2);
  expect(cut.between("c0", "c4")).toBeUndefined();
  expect(commitGraph(all.slice(0, 3)).between("c4", "c2")).toEqual([]);
});
