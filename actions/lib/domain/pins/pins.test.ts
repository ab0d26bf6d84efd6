import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  AmbiguousPin,
  applyEdits,
  helmValuesEdits,
  kustomizationEdits,
  MissingPin,
  openYaml,
  type PinEdits,
  pathEdits,
  UnpinnableValue,
  type YamlFile,
} from "./pins.ts";

const FILE = "apps/product/kustomization.yaml";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const pin = { tag: "1.10", digest: digest("b") };

function pinned(text: string, file: string, edit: (yaml: YamlFile) => PinEdits) {
  const yaml = openYaml(text, file);
  const { old, edits } = edit(yaml);
  return { old, content: applyEdits(yaml, edits) };
}
const kustomized = (text: string, image: string) =>
  pinned(text, FILE, (yaml) => kustomizationEdits(yaml, image, pin));

/** Odd on purpose: comments everywhere, three kinds of quotes, flow and block, an order nobody would choose. */
const odd = `# The pins of this app
resources: [ ../base ]   # spaces stay

images:
    # manually: not this one
  - {name: other, newTag: 'v1', digest: ${digest("0")}}
  - newTag: "1.9"        # the tag
    newName: registry.example.com/shop/product
    digest: '${digest("a")}'
    name: shop/product


patches: []
# the end, without a line break`;

test("PP-7 AP-26 only the bytes of tag and digest change", () => {
  const { content, old } = kustomized(odd, "shop/product");
  expect(old).toBe("1.9");
  expect(content).toBe(odd.replace('"1.9"', '"1.10"').replace(digest("a"), digest("b")));
});

test("PP-7 line ends of Windows and a byte order mark stay", () => {
  const text = `\uFEFF${odd.replaceAll("\n", "\r\n")}`;
  const { content } = kustomized(text, "shop/product");
  expect(content).toBe(text.replace('"1.9"', '"1.10"').replace(digest("a"), digest("b")));
});

test("PP-6 two images of one file, and a second run that changes nothing", () => {
  const once = kustomized(odd, "shop/product").content;
  const both = kustomized(once, "other").content;
  expect(parse(both)).toMatchObject({
    images: [
      { name: "other", newTag: "1.10", digest: digest("b") },
      { name: "shop/product", newTag: "1.10", digest: digest("b") },
    ],
  });
  expect(kustomized(both, "shop/product").content).toBe(both);
  expect(kustomized(both, "other").content).toBe(both);
});

describe("PP-8 an error with file and line, never a guess", () => {
  const kustomize = (text: string) => () => kustomized(text, "shop/product");

  test("no such entry; its newName is no name", () => {
    expect(kustomize("images:\n  - name: shop/order\n    newName: shop/product\n")).toThrow(MissingPin);
    expect(kustomize("images:\n  - name: shop/order\n")).toThrow(
      `${FILE}:2: images has no entry named "shop/product"`,
    );
    expect(kustomize("resources: []\n")).toThrow("there is no list images");
    expect(kustomize("")).toThrow(MissingPin);
  });

  test("two entries of one name", () => {
    const entry = `  - {name: shop/product, newTag: a, digest: b}\n`;
    const failure = kustomize(`images:\n${entry}${entry}`);
    expect(failure).toThrow(AmbiguousPin);
    expect(failure).toThrow(
      `${FILE}:2: images[0] and images[1] are named "shop/product", so the pin is ambiguous, at lines 2 and 3`,
    );
  });

  test("PP-9 an entry without digest: tag and digest go together", () => {
    expect(kustomize("images:\n  - name: shop/product\n    newTag: a\n")).toThrow(
      `${FILE}:2: images[0].digest: there is no images[0].digest`,
    );
  });

  test("a key that appears twice, several documents, no YAML", () => {
    expect(kustomize("images: []\nimages: []\n")).toThrow(`${FILE}:2: a key appears twice`);
    expect(kustomize("a: 1\n---\nb: 1\n")).toThrow(AmbiguousPin);
    expect(kustomize("images: [\n")).toThrow(UnpinnableValue);
  });

  test("an alias, an anchor that others follow, a block, a map, nothing", () => {
    const path = (text: string) => () => pinned(text, "values.yaml", (yaml) => pathEdits(yaml, ["tag"], "2"));
    expect(path("base: &t 1\ntag: *t\n")).toThrow("values.yaml:2: tag is the alias *t");
    expect(path("tag: &t a\nother: *t\n")).toThrow("replacing it would change other values too");
    expect(path("tag: |\n  a\n")).toThrow("values.yaml:2: tag is a block of text".replace(":2", ":1"));
    expect(path("tag: {a: 1}\n")).toThrow("tag is a list or a map");
    expect(path("tag:\nother: 1\n")).toThrow("tag has no value");
  });
});

test("Helm values: the map that has tag and digest, at any depth", () => {
  const text = `product:\n  image: {repository: r, tag: 1.9, digest: ""} # pinned\n`;
  const { content, old } = pinned(text, "values.yaml", (yaml) =>
    helmValuesEdits(yaml, ["product", "image"], pin),
  );
  expect(old).toBe("1.9");
  expect(content).toBe(
    `product:\n  image: {repository: r, tag: "1.10", digest: "${digest("b")}"} # pinned\n`,
  );
});

test.each([
  ["image: a:1 # c\n", "b:2@sha256:0", "image: b:2@sha256:0 # c\n"],
  ["image: 'it''s'\n", "it's not", "image: 'it''s not'\n"],
  ["image: old\n", "1.10", 'image: "1.10"\n'],
  ["image: old\n", "no: map", 'image: "no: map"\n'],
  ["image: old\n", "true", 'image: "true"\n'],
  ['{"image": "a", "x": [1]}\n', "b", '{"image": "b", "x": [1]}\n'],
])("%j with %j is %j", (text, value, expected) => {
  expect(pinned(text, "f.yaml", (yaml) => pathEdits(yaml, ["image"], value)).content).toBe(expected);
});

test("a step into a list", () => {
  const text = "containers:\n  - image: a\n  - image: b\n";
  expect(pinned(text, "f.yaml", (yaml) => pathEdits(yaml, ["containers", 1, "image"], "c")).content).toBe(
    text.replace("b\n", "c\n"),
  );
});

test("AP-26 whatever is written: read again, that value and no other has changed", () => {
  const styles = fc.constantFrom("old", "'old'", '"old"', "old # c");
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          "a",
          "1",
          " ",
          "\n",
          "\t",
          ":",
          "#",
          "'",
          '"',
          "\\",
          "{",
          ",",
          "é",
          "\u2028",
          "😀",
          "\0",
        ),
      }),
      styles,
      (value, style) => {
        const text = `before: 1 # x\nkey: ${style}\nafter: [a, "b"]\n`;
        const { content } = pinned(text, "f.yaml", (yaml) => pathEdits(yaml, ["key"], value));
        expect(parse(content)).toEqual({ before: 1, key: value, after: ["a", "b"] });
        expect(content.startsWith("before: 1 # x\nkey: ")).toBe(true);
        expect(content.endsWith('\nafter: [a, "b"]\n')).toBe(true);
      },
    ),
  );
});
