import { describe, expect, it } from "vitest";
import { campaigns, choose } from "./campaigns.ts";

describe("the selection of advertisements", () => {
  it("has the page's categories", () => {
    expect(choose(["signals"], 3, 0).map(({ category }) => category)).toEqual(["signals"]);
    expect(new Set(choose(["deck", "navigation"], 10, 2).map(({ category }) => category))).toEqual(
      new Set(["deck", "navigation"]),
    );
  });

  it("uses any category if none matches", () => {
    expect(choose([], 2, 0)).toHaveLength(2);
    expect(choose(["whaling"], 100, 3)).toHaveLength(campaigns.length);
  });

  it("shows every campaign in turn", () => {
    const shown = campaigns.map((_, turn) => choose([], 1, turn)[0]);
    expect(new Set(shown).size).toBe(campaigns.length);
  });
});
