import { describe, expect, test } from "vitest";
import { drawing, shapeOf } from "./drawings.ts";

describe("a product's drawing", () => {
  test.each([
    ["Ship's bell", "deck", "bell"],
    ["Signal flags", "", "flags"],
    ["Steering wheel", "deck", "wheel"],
    ["Life ring", "safety", "ring"],
    ["Hemp rope, 20 m", "deck", "rope"],
  ])("%s is selected by the product's name", (name, category, shape) => {
    expect(shapeOf({ id: 1, name, category })).toBe(shape);
  });

  test("falls back to the category, and then to a generic drawing", () => {
    const named = (category: string, id: number) => shapeOf({ id, name: "Thing", category });
    expect(named("navigation", 3)).toBe("compass");
    for (const category of ["", "toys", "constructor", "__proto__"]) expect(named(category, 4)).toBe("crate");
  });

  test("contains no text from users", () => {
    expect(drawing({ id: 1, name: "<script>bell", category: '"><script>' })).not.toContain("script");
  });
});
