import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMENT_LIMIT, markdown, SUMMARY_LIMIT } from "./markdown.ts";
import type { Preview, TargetPreview } from "./model.ts";

const sides = {
  base: "a".repeat(40),
  head: "b".repeat(40),
  merged: "c".repeat(40),
  origin: "refs/pull/1/merge",
};
const previewOf = (targets: readonly TargetPreview[], more: Partial<Preview> = {}): Preview => ({
  sides,
  targets,
  rebuilt: [],
  policies: [],
  notRendered: [],
  ...more,
});
const target = (service: string, ...diffs: readonly string[]): TargetPreview => ({
  environment: "dev",
  service,
  cause: "at the merge",
  changes: diffs.map((diff, index) => ({ resource: `Rollout shop-dev/part-${index}`, diff, risks: [] })),
});

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("```", "</details>", "@team", "|"),
);
const anyTarget = fc.record({
  environment: words,
  service: words,
  cause: fc.constant("at the merge" as const),
  changes: fc.array(
    fc.record({
      resource: words,
      diff: fc.tuple(words, fc.nat(2000)).map(([text, times]) => `+${text}\n`.repeat(times)),
      risks: fc.array(words, { maxLength: 3 }),
    }),
    { maxLength: 4 },
  ),
  note: words,
});

describe("PP-25 the limit", () => {
  test("PP-25 the limit holds for any content", () => {
    const runs = fc.property(fc.array(anyTarget, { maxLength: 12 }), fc.array(words), (targets, rebuilt) => {
      expect(markdown(previewOf(targets, { rebuilt }), COMMENT_LIMIT).length).toBeLessThan(65_536);
    });
    fc.assert(runs, { numRuns: 40 });
  });

  test("PP-25 with a thousand targets: whole resources only, and the cut is reported", () => {
    // Each of another length, so that none is the same as another.
    const targets = Array.from({ length: 1000 }, (_, index) =>
      target(`service-${index}`, `+${"x".repeat(300 + index)}`),
    );
    const text = markdown(previewOf(targets), COMMENT_LIMIT);
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text).toMatch(/Not shown, because of the size limit: \d+ resources \(.* and \d+ more\)/);
    expect(text).toContain("940 targets more.");
    expect(Buffer.byteLength(markdown(previewOf(targets), SUMMARY_LIMIT))).toBeLessThan(1024 * 1024);
  });

  test("a resource that is larger than all the room is left out, and smaller ones after it are not", () => {
    const text = markdown(previewOf([target("a", `+${"x\n+".repeat(40_000)}`, "+small")]), COMMENT_LIMIT);
    expect(text).toContain("+small");
    expect(text).toContain(
      "Not shown, because of the size limit: 1 resource (dev/a Rollout shop-dev/part-0).",
    );
  });

  test("a thousand broken targets, each with a long complaint", () => {
    const broken = Array.from({ length: 1000 }, (_, index) => ({
      ...target(`service-${index}`),
      fault: { message: "x".repeat(100_000) },
    }));
    const text = markdown(previewOf(broken), COMMENT_LIMIT);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("### Cannot be rendered");
  });
});

test("nothing at all is reported, with the commits", () => {
  const text = markdown(previewOf([]), COMMENT_LIMIT);
  expect(text).toContain("**No running manifest changes** (no target is touched).");
  expect(text).toContain("`aaaaaaaaaaaa` with `cccccccccccc`, the merge of `bbbbbbbbbbbb`");
});

test("foreign text can neither end its surroundings, nor mention, nor format", () => {
  const hostile: TargetPreview = {
    environment: "dev",
    service: "a",
    cause: "at the merge",
    changes: [
      {
        resource: "Rollout </summary></details> @team **bold** | cell",
        diff: "+```\n+</details> outside",
        risks: ["@team [x](http://evil)"],
      },
    ],
  };
  const text = markdown(previewOf([hostile]), COMMENT_LIMIT);
  expect(text).not.toMatch(/<\/details> @|@team|\*\*bold\*\* \| cell \|/);
  expect(text).toContain("````diff\n+```");
  expect(text).not.toContain("[x](http://evil)");
});

test("risks come first, also in what is shown", () => {
  const risky = {
    ...target("z", "+danger"),
    changes: [{ resource: "A z", diff: "+danger", risks: ["falls"] }],
  };
  const text = markdown(previewOf([target("a", "+plain"), risky]), COMMENT_LIMIT);
  expect(text.indexOf("+danger")).toBeLessThan(text.indexOf("+plain"));
  expect(text).toContain("- **dev/z** A z: falls");
});
