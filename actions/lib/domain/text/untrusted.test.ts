import { Writable } from "node:stream";
import { expect, test, vi } from "vitest";
import { githubReport } from "../../app/report/github.ts";
import { answerText, terminalReport } from "../../app/report/terminal.ts";
import { jsonForTerminal, logLines } from "./untrusted.ts";

/** What others could write where a subject, a reason or an error is shown. */
const HOSTILE = [
  "##[stop-commands]pause",
  "seen in passing ##[set-output name=a;]b",
  "::set-output name=a::b",
  "  ::add-mask::x",
  "one\r::error::two",
  "one\n::stop-commands::x",
  "\u001b[2J\u001b]0;title\u0007",
  "\u009b31m",
  "\u202eabc",
].join("\n");

/** A line the runner obeys: `::` at its start, or the older form anywhere. */
const COMMAND = /^\s*::|##\[/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

async function written(act: () => unknown): Promise<string> {
  const texts: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => texts.push(String(text)) > 0);
  try {
    await act();
  } finally {
    spy.mockRestore();
  }
  return texts.join("");
}

test.each(["info", "plan", "diff", "summary", "group"] as const)(
  "%s prints no command to the runner",
  async (sink) => {
    const report = githubReport();
    const text = await written(() => {
      if (sink === "plan") report.plan([HOSTILE]);
      else if (sink === "summary") report.summary("t", ["a"], [[HOSTILE]]);
      else if (sink === "group") return report.group(HOSTILE, async () => {});
      else report[sink](HOSTILE);
      return undefined;
    });
    const lines = text.split(/[\r\n]/).filter((line) => !/^::(end)?group::/.test(line));
    expect(lines.filter((line) => COMMAND.test(line))).toEqual([]);
    expect(text.replaceAll("\n", "")).not.toMatch(CONTROL);
  },
);

test.each(["notice", "warning", "error"] as const)(
  "%s is one command of ours, with nothing of others' in it",
  async (sink) => {
    const text = await written(() => githubReport()[sink](HOSTILE));
    expect(text.trimEnd().split(/[\r\n]/)).toHaveLength(1);
    expect(text.trimEnd()).not.toMatch(CONTROL);
  },
);

test("a terminal gets the words without what moves its cursor", () => {
  const texts: string[] = [];
  const report = terminalReport({ write: (text) => texts.push(text) });
  report.info(HOSTILE);
  report.plan([HOSTILE]);
  report.error(HOSTILE);
  report.summary("t", ["a"], [[HOSTILE]]);
  report.diff(HOSTILE);
  expect(texts.join("").replaceAll("\n", "")).not.toMatch(CONTROL);
});

test("only our own colours reach the terminal", () => {
  const stream = Object.assign(new Writable(), {
    isTTY: true,
    hasColors: () => true,
    getColorDepth: () => 8,
  });
  const answer = {
    document: {},
    text: (paint: (tone: "good", text: string) => string) => `${HOSTILE} ${paint("good", HOSTILE)}`,
  };
  const text = answerText(answer, stream as unknown as NodeJS.WriteStream);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the two codes of one colour are left out.
  expect(text.replaceAll(/\u001b\[(32|39)m/g, "").replaceAll("\n", "")).not.toMatch(CONTROL);
  expect(answerText(answer, undefined).replaceAll("\n", "")).not.toMatch(CONTROL);
});

test("JSON on a terminal holds no control character", () => {
  const text = jsonForTerminal({ reason: HOSTILE });
  expect(text.replaceAll("\n", "")).not.toMatch(CONTROL);
  expect(JSON.parse(text)).toEqual({ reason: HOSTILE });
});

test("words that only look like commands stay readable", () => {
  expect(logLines("a::b [c] # d")).toEqual(["a::b [c] # d"]);
});
