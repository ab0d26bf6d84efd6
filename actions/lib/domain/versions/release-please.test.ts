/** release-please says what a message means; next-version/README.md lists where we differ. */
import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMessage } from "./commit-message.ts";
import { releaseAsOf } from "./conventional-commits.ts";
import { nextVersion } from "./next-version.ts";

const load = createRequire(import.meta.url);

interface JudgedCommit {
  readonly type: string;
  readonly breaking: boolean;
  readonly bareMessage: string;
  readonly notes: readonly { readonly title: string; readonly text: string }[];
}

type Parse = (
  commits: readonly { readonly sha: string; readonly message: string; readonly files: readonly string[] }[],
  logger: object,
) => readonly JudgedCommit[];
type Strategy = new (
  options: object,
) => {
  bump(version: object, commits: readonly JudgedCommit[]): { toString(): string };
};

const { parseConventionalCommits } = load("release-please/build/src/commit.js") as {
  parseConventionalCommits: Parse;
};
const { DefaultVersioningStrategy } = load("release-please/build/src/versioning-strategies/default.js") as {
  DefaultVersioningStrategy: Strategy;
};
const { Version } = load("release-please/build/src/version.js") as {
  Version: { parse(text: string): object };
};

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

function judged(message: string): readonly JudgedCommit[] {
  return parseConventionalCommits([{ sha: "a", message, files: [] }], quiet);
}

function judgedVersion(current: string, messages: readonly string[]): string {
  const strategy = new DefaultVersioningStrategy({ bumpMinorPreMajor: true, logger: quiet });
  return strategy.bump(Version.parse(current), messages.flatMap(judged)).toString();
}

function ourVersion(current: string, messages: readonly string[]): string {
  const asked = messages.map(releaseAsOf).find((version) => version !== undefined);
  return asked ?? nextVersion(current, messages);
}

test.each([
  [
    "spaces and tabs",
    [
      "feat:  x",
      "feat:\tx",
      "feat:x",
      "feat: ",
      "feat\u00a0: x",
      "feat : x",
      " feat: x",
      "feat(a b): x",
      "feat(): x",
    ],
  ],
  [
    "breaking by mark",
    ["feat!:x", "fix!:  x", "fix(x)!:\tx", "fix !: x", "fix!", "feat!:", "fix(x)BREAKING CHANGE: y"],
  ],
  [
    "breaking by footer",
    [
      "BREAKING CHANGE: y",
      "BREAKING-CHANGE: y",
      "BREAKING CHANGE:  y",
      "BREAKING CHANGE:\ty",
      "BREAKING CHANGE: y\u2028z",
      "BREAKING-CHANGE: y\u2029",
      "talk BREAKING-CHANGE:\t\f y",
      "talk\nBREAKING CHANGE: y\u2028z\ntalk",
      "BREAKING CHANGE:y",
      "BREAKING CHANGE:\ny",
      "BREAKING CHANGE:\n\ny",
      "BREAKING CHANGE #1",
      "breaking change: y",
      "BREAKING CHANGE y",
      "  BREAKING CHANGE: y",
      "talk BREAKING CHANGE: y",
      "talk BREAKING-CHANGE: y",
      "BREAKING CHANGE:",
      "Refs: 1\nBREAKING CHANGE: y\n  more",
      "BREAKING CHANGE: y\n\nbody after\n\nRefs: 1",
    ].map((footer) => `fix: a\n\n${footer}`),
  ],
  ["without an empty line", ["fix: a\nBREAKING CHANGE: y", "fix: a\nfeat: b", "fix: a\ntext\nfeat: b"]],
  [
    "line ends",
    [
      "fix: a\r\n\r\nBREAKING CHANGE: y\r\n",
      "feat: a\r\n",
      "title\r\n\r\nfeat: b\r\n\r\nfix: c",
      "fix: a\rfeat: b",
    ],
  ],
  [
    "merges",
    [
      "Merge pull request #1 from a/b\n\nfeat: x",
      "Merge branch 'main'",
      "Merge pull request #1 from a/b\n\nfeat!: x",
      "merge: x",
    ],
  ],
  [
    "squashes",
    [
      "Title (#12)\n\n* feat: a\n\n* fix: b",
      "Title (#12)\n\nfeat: a\n\nfix: b",
      "fix: title (#12)\n\nfeat: a\n\nfix: b",
      "fix: t\n\nfeat!: b",
      "fix: t\n\nfeat(x)!: b\nRefs: 1",
      "fix: t\n\nBEGIN_NESTED_COMMIT\nfeat: n\nEND_NESTED_COMMIT\nmore",
      "fix: t\n\nBEGIN_NESTED_COMMIT\nfix: n\n\nBREAKING CHANGE: y\nEND_NESTED_COMMIT",
    ],
  ],
  [
    "reverts",
    [
      'Revert "feat: x"\n\nThis reverts commit abc.',
      "revert: feat: x",
      "revert!: x",
      'revert: "x"\n\nRefs: feat',
      'Reapply "feat: x"',
    ],
  ],
  [
    "types",
    [
      "feature: x",
      "features: x",
      "feat/x: y",
      "feat-x: y",
      "12: x",
      "deps: x",
      "feat #12 x",
      "fix(feat): x",
      "build(deps): bump x",
    ],
  ],
  [
    "release as",
    [
      "chore: x\n\nRelease-As: 2.0.0",
      "feat!: x\n\nrelease-as: 3.1.4",
      "chore: x\n\nRefs: 1\nRelease-As: 2.0.0\nSigned-off-by: a <b@c>",
      "chore: Release-As: 2.0.0",
      "chore: x\n\ntext\nRelease-As: 2.0.0",
    ],
  ],
])("as release-please: %s", (_, messages) => {
  for (const current of ["0.4.1", "1.2.3"]) {
    for (const message of messages) {
      expect([message, ourVersion(current, [message])]).toEqual([message, judgedVersion(current, [message])]);
    }
    expect(ourVersion(current, messages)).toBe(judgedVersion(current, messages));
  }
});

const piece = fc.constantFrom(
  ...[
    "feat",
    "fix",
    "feature",
    "chore",
    "revert",
    "BREAKING CHANGE",
    "BREAKING-CHANGE",
    "Release-As",
    "Refs",
    "x",
    "1.2.3",
  ],
  ...[
    "(x)",
    ")",
    "!",
    ":",
    ": ",
    " #",
    ":  ",
    ":\t",
    " ",
    "\t",
    "  ",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\u0085",
    "* ",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
  ],
  ...["Merge pull request #1 from a/b", "BEGIN_NESTED_COMMIT", "END_NESTED_COMMIT", "Signed-off-by: a <b@c>"],
);

test("whatever the pieces are put together to", () => {
  const message = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(message, (text) => {
      const theirs = judged(text).map(({ type, breaking, bareMessage, notes }) => [
        ...[type, breaking, bareMessage],
        notes.find(({ title }) => title === "RELEASE AS")?.text,
      ]);
      const ours = parseMessage(text).map(({ type, breaking, subject, releaseAs }) => [
        type,
        breaking,
        subject,
        releaseAs,
      ]);
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 300 },
  );
});

test("on purpose otherwise: a bracket that stays open, upper case, and bodies of any length", () => {
  const open = "feat: x\n\ncall(a(b))";
  expect([judged(open), nextVersion("1.2.3", [open])]).toEqual([[], "1.3.0"]);
  expect([judgedVersion("1.2.3", ["Feat: x"]), nextVersion("1.2.3", ["Feat: x"])]).toEqual([
    "1.2.4",
    "1.3.0",
  ]);
  const long = `feat: x\n\n${"Refs: 1\n  more\n".repeat(50_000)}no footer\nBREAKING CHANGE: y`;
  expect(nextVersion("1.2.3", [long])).toBe("2.0.0");
});
