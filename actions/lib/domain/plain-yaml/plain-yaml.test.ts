import { describe, expect, test } from "vitest";
import { plainYaml } from "./plain-yaml.ts";

const found = (content: string | Uint8Array, documents: "one" | "many" = "one") =>
  plainYaml(content, "a.yaml", { documents }).findings.map((finding) => finding.split(".\n")[0]);

describe("refused by name, file and line", () => {
  test.each([
    ["NEL in a comment", "a: 1\n# b\u0085c: 2\n", "a.yaml:2: the line break NEL (U+0085) is not allowed"],
    ["LS in a text", "a: b\u2028c\n", "a.yaml:1: the line break LS (U+2028) is not allowed"],
    ["PS in a block", "a: |\n  b\u2029c: d\n", "a.yaml:2: the line break PS (U+2029) is not allowed"],
    ["a byte order mark at the start", "\ufeffa: 1\n", "a.yaml:1: a byte order mark (U+FEFF) is not allowed"],
    ["one inside", "a: 1\nb: x\ufeff\n", "a.yaml:2: a byte order mark (U+FEFF) is not allowed"],
    [
      "a carriage return alone",
      "a: 1 # b\rc: 2\n",
      "a.yaml:1: a carriage return that ends no line (U+000D) is not allowed",
    ],
    ["a NUL", "a: 1\n\u0000", "a.yaml:2: the control character U+0000 is not allowed"],
    ["an escape", "a: \u001b[31m\n", "a.yaml:1: the control character U+001B is not allowed"],
    ["text shown in another order", "a: b\u202ec\n", "a.yaml:1: the control character U+202E is not allowed"],
    ["an Arabic mark of direction", "a: b\u061cc\n", "a.yaml:1: the control character U+061C is not allowed"],
    ["a soft hyphen", "a: b\u00adc\n", "a.yaml:1: the control character U+00AD is not allowed"],
    ["a joiner between letters", "a: b\u200dc\n", "a.yaml:1: the control character U+200D is not allowed"],
    ["a letter drawn as nothing", "a: b\u3164\n", "a.yaml:1: the control character U+3164 is not allowed"],
    ["letters of a tag", "a: b\u{e0061}\n", "a.yaml:1: the control character U+E0061 is not allowed"],
    ["a blank that is no space", "- a:\u00a0b\n", "a.yaml:1: a value with a blank that is no space"],
    ["an anchor", "a: &x 1\n", "a.yaml:1: an anchor is not allowed"],
    ["an anchor of a key", "a: 1\n&x b: 1\n", "a.yaml:2: an anchor is not allowed"],
    ["an alias", "a: 1\nb: *a\n", "a.yaml:2: an alias is not allowed"],
    ["a tag", "a: !!binary aGk=\n", "a.yaml:1: a tag is not allowed"],
    ["its own tag", "a: !x {}\n", "a.yaml:1: a tag is not allowed"],
    ["a merge key", "a: 1\n<<: {b: 2}\n", "a.yaml:2: the merge key << is not allowed"],
    ["a merge key in quotes", '"<<": {b: 2}\n', "a.yaml:1: the merge key << is not allowed"],
    ["a key twice", "a: 1\nb: 2\na: 3\n", 'a.yaml:3: the key "a" appears twice in one map'],
    ["a key twice, once in quotes", 'b: {a: 1, "a": 2}\n', 'a.yaml:1: the key "a" appears twice in one map'],
    ["a second document", "a: 1\n---\nb: 2\n", "a.yaml:2: a second document, where one is read"],
    [
      "a separator with text",
      "a: 1\n---b: 2\n",
      "a.yaml:2: a line that begins with --- and continues is not allowed",
    ],
    ["the end of a document", "a: 1\n...\n", "a.yaml:2: a line `...` that ends a document is not allowed"],
    [
      "a directive",
      "%YAML 1.1\n---\na: 1\n",
      "a.yaml:1: a line that begins with %YA and continues is not allowed",
    ],
    ["a key marked with ?", "? a\n: 1\n", "a.yaml:1: a key marked with ? is not allowed"],
    ["a key that is a number", "1: a\n", "a.yaml:1: the key 1 is not text"],
    ["a key that is a list", "[a]: b\n", "a.yaml:1: a key that is not text"],
    ["a folded text", "a: >-\n  b\n", "a.yaml:1: a folded text (>) is not allowed"],
    ["a key without a value", "{a}\n", "a.yaml:1: a key without a value"],
    ["a block without a text", "a: |2\n\n   \n", "a.yaml:2: a block without a text"],
    ["a tab for an indentation", "a:\n\tb: 1\n", "a.yaml:2: a tab is not allowed"],
    ["a tab before a block's text", "a: |\n \tb\n", "a.yaml:2: a tab before the text of a line"],
    [
      "no YAML",
      "a: [\n",
      "a.yaml:2: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  ])("%s", (_, text, finding) => expect(found(text)).toContain(finding));

  test.each([
    "yes",
    "No",
    "on",
    "OFF",
    "0777",
    "0x1f",
    "0o7",
    "0b1",
    "1_000",
    "1e3",
    "5.",
    ".5",
    ".inf",
    "-.NaN",
    "2026-01-01",
    "nUll",
    "12345678901234567890",
  ])("%s without quotes", (value) => {
    const words = `a.yaml:1: ${value} without quotes is read as text by some and as another value by others`;
    expect(found(`a: ${value}\n`)).toEqual([words]);
    expect(found(`a: "${value}"\nb: '${value}'\n`)).toEqual([]);
  });

  test("bytes that are not UTF-8, and UTF-16", () => {
    expect(found(Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]))).toEqual([
      "a.yaml:1: a byte that is not UTF-8 is not allowed",
    ]);
    expect(found(Buffer.from("\ufeffa: 1\n", "utf16le"))).not.toEqual([]);
  });

  test("all lines at once, and never more than twenty", () => {
    expect(found("a: &x 1\nb: yes\nc: *x\n")).toHaveLength(3);
    expect(found("a: &x 1\n".repeat(10_000))).toHaveLength(20);
  });
});

test.each([
  ["a chart's output", "---\n# Source: a/b.yaml\na: 1\n---\nb: [1, x, {c: true}]\n"],
  [
    "quantities, versions, times and addresses",
    "a: 100m\nb: 1Gi\nc: 1.2.3\nd: 12:30\ne: 10.0.0.0/8\nf: -1.5\ng: 1e+5\nh: a:5000/b\n",
  ],
  ["JSON", '{"a": [1, null, true, "x"], "b": {"c": "\\u0085"}}'],
  ["blocks", "a: |\n  --- b\n  c: &d *e !f\n    \n  g\th\n"],
  ["line ends of Windows", "a: 1\r\nb: |\r\n  c\r\n  d\r\n"],
  ["words and signs with joiners and blanks", 'a: "می\u200cخواهم 👩\u200d🚒 10\u00a0€"\n# 10\u00a0€\n'],
  ["nothing", ""],
])("plain: %s", (_, text) => expect(found(text, "many")).toEqual([]));

test("what would take long or fill the memory is refused at once", () => {
  const start = performance.now();
  expect(found("[".repeat(100_000))).toEqual([
    expect.stringContaining("more than 64 brackets inside each other"),
  ]);
  expect(found("- ".repeat(20_000))).toEqual([expect.stringContaining("nested too deeply")]);
  expect(found(`a: ${"x".repeat(3_000_000)}`)).toEqual(["a.yaml:1: larger than 2 MiB"]);
  expect(found(Array.from({ length: 20_000 }, (__, index) => `k${index}: 1\n`).join(""))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(10_000);
});
