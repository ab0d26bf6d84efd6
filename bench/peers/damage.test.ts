import { expect, test } from "vitest";
import { damageOf, pinnedIn } from "./damage.ts";
import { handWritten, imageOf, NEW, OLD } from "./repository.ts";

const before = handWritten("cart");
const asked = before.replace(OLD.tag, NEW.tag).replace(OLD.digest, NEW.digest);

test("moving the pin alone is no damage", () => {
  expect(damageOf(before, asked, OLD, NEW)).toEqual({ lines: 0, commentsLost: 0 });
});

test("a comment lost is a line taken out, one put in and a comment", () => {
  const after = asked.replace(" # moved by the pipeline", "");
  expect(damageOf(before, after, OLD, NEW)).toEqual({ lines: 2, commentsLost: 1 });
});

test("a blank line lost is one line", () => {
  expect(damageOf(before, asked.replace("\n\n", "\n"), OLD, NEW)).toEqual({ lines: 1, commentsLost: 0 });
});

test.each([
  ["both", asked, "tag + digest"],
  ["neither", before, "old tag + old digest"],
  ["a digest dropped", asked.replace(/\n *digest: .*/, ""), "tag + no digest"],
  ["another image", asked.replaceAll("shop/cart", "shop/other"), "no tag + no digest"],
])("says of %s what is pinned", (_name, text, expected) => {
  expect(pinnedIn(text, imageOf("cart"), NEW)).toBe(expected);
});
