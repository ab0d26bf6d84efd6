import { expect, test } from "vitest";
import { readOutputs } from "./outputs.ts";

test("short outputs and outputs of several lines are read; a missing delimiter is an error", () => {
  const text = "one=1\nlist<<mark_1\n[\n  a=b\n]\nmark_1\nempty=\n";
  expect(readOutputs(text)).toEqual({ one: "1", list: "[\n  a=b\n]", empty: "" });
  expect(() => readOutputs("list<<mark\na\n")).toThrow(/the delimiter of the output list is missing/);
});
