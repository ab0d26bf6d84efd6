import { describe, expect, test } from "vitest";
import { kustomizationNewName, openYaml, readText } from "./pins.ts";

const read = (text: string, ...path: string[]) => readText(openYaml(text, "values.yaml"), path);

describe("what a program that reads the file takes for the value", () => {
  test("of an alias is what it stands for", () => {
    expect(read("a: &name shop/cart\nimage: {repository: *name}\n", "image", "repository")).toBe("shop/cart");
    expect(read("a: &map {repository: shop/cart}\nimage: *map\n", "image", "repository")).toBe("shop/cart");
  });

  test("of a key that is merged is the merged one, the map's own before it, the first of a list before others", () => {
    const maps = "one: &one {x: 1st}\ntwo: &two {x: 2nd, y: also}\nmore: &more {<<: *two}\n";
    expect(read(`${maps}image: {<<: *more, z: 1}\n`, "image", "y")).toBe("also");
    expect(read(`${maps}image: {<<: [*one, *two]}\n`, "image", "x")).toBe("1st");
    expect(read(`${maps}image: {<<: *one, x: own}\n`, "image", "x")).toBe("own");
  });

  test("is none where there is none, or no text", () => {
    for (const text of ["image: {}\n", "image:\n", "image: {x: 1}\n", "image: {x: [a]}\n", "image: text\n"])
      expect(read(text, "image", "x")).toBeUndefined();
  });

  test("is found or not at once, however often maps merge each other or themselves", () => {
    const links = Array.from(
      { length: 60 },
      (_, index) => `m${index + 1}: &m${index + 1} {<<: [*m${index}, *m${index}]}\n`,
    );
    const text = `m0: &m0 {x: deep}\n${links.join("")}image: &i {<<: [*i, *m60]}\n`;
    expect([read(text, "image", "x"), read(text, "image", "y")]).toEqual(["deep", undefined]);
  });
});

test("the newName of a kustomization's entry is found behind an alias", () => {
  const text =
    "x-name: &name registry.example.com/shop/cart\nimages: [{name: other}, {name: cart, newName: *name}]\n";
  const yaml = openYaml(text, "kustomization.yaml");
  expect([kustomizationNewName(yaml, "cart"), kustomizationNewName(yaml, "other")]).toEqual([
    "registry.example.com/shop/cart",
    undefined,
  ]);
});
