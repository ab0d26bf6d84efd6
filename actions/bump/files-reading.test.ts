import { type clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

const plain = `image:\n  tag: 1.0.0\n  digest: ${digestOf("a")}\n`;
const repository = "registry.example.com/apps/cart";
const pinOf = (file: string) => ({
  file,
  values: "image",
  repository,
  tag: "1.1.0",
  digest: digestOf("b"),
});
const pinned = (text: string) => text.replace("1.0.0", "1.1.0").replace(digestOf("a"), digestOf("b"));

/** Pins `files`, and one plain file next to them that must always succeed. */
async function pinAll(files: Readonly<Record<string, string | Buffer>>) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await emptyClone(await server.createRepository("apps")));
  const source = await dev.push("feat: start", { "plain.yaml": plain, ...files });
  await pushExample(repository, "1.1.0", digestOf("b"));
  const pins = [...Object.keys(files), "plain.yaml"].map(pinOf);
  const { results } = await bump(
    request.parse({ source, pins: JSON.stringify(pins) }),
    testContext(dev.path),
  );
  await dev.git("pull", "--quiet", "--rebase", "origin", "main");
  const after = async (file: string) => (await dev.git("show", `HEAD:${file}`)).concat("\n");
  expect(await after("plain.yaml")).toBe(pinned(plain));
  return { results, after, dev, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("a file with any number of aliases and merges is pinned, byte for byte", async () => {
  const many = Array.from({ length: 300 }, (_, index) => `  job${index}: {pull: *pull, <<: [*one, *two]}\n`);
  const bomb = Array.from(
    { length: 40 },
    (_, index) => `b${index + 1}: &b${index + 1} [*b${index}, *b${index}]\n`,
  );
  const files = {
    "aliases.yaml": `x: &pull Always\none: &one {a: 1}\ntwo: &two {<<: *one}\n${plain}jobs:\n${many.join("")}`,
    "bomb.yaml": `b0: &b0 x\n${bomb.join("")}${plain}`,
    "last.yaml": `${plain}---\n# nothing more\n`,
  };
  await using done = await pinAll(files);
  const { results, after } = done;
  expect(results.map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
  for (const [file, text] of Object.entries(files)) expect(await after(file)).toBe(pinned(text));
});

test("UTF-16, which kustomize reads, stays UTF-16; another encoding fails by its line", async () => {
  const wide = Buffer.from(`\ufeff# caf\u00e9\n${plain}`, "utf16le");
  const big = Buffer.from(wide).swap16();
  const latin = Buffer.concat([Buffer.from(plain), Buffer.from([0x23, 0xe9, 0x0a])]);
  await using done = await pinAll({ "le.yaml": wide, "be.yaml": big, "latin.yaml": latin });
  const { results, dev } = done;
  expect(results.map(({ status }) => status)).toEqual(["done", "done", "failed", "done"]);
  expect(results[2]?.reason).toBe("latin.yaml:4: not text in UTF-8.\n  Save the file as UTF-8.");
  const expected = Buffer.from(pinned(wide.toString("utf16le")), "utf16le");
  expect(await dev.git("rev-parse", "HEAD:le.yaml")).toBe(await blobOf(dev, expected));
  expect(await dev.git("rev-parse", "HEAD:be.yaml")).toBe(await blobOf(dev, expected.swap16()));
});

test.each([
  [
    "nested too deeply",
    `${plain}deep: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
    /^f\.yaml:4: .*nested too deeply/,
  ],
  ["an alias of nothing", `${plain}x: *ghost\n`, /^f\.yaml:4: .*ghost/],
  [
    "a key that is merged in",
    `base: &base\n  tag: 1.0.0\n  digest: x\nimage:\n  <<: *base\n`,
    /^f\.yaml:5: image\.tag is not written there/,
  ],
  [
    "a map that others share",
    plain.replace("image:", "image: &i").concat("other: *i\n"),
    /^f\.yaml: .*change other values too/,
  ],
  ["a key twice", `${plain}image: {}\n`, /^f\.yaml:4: a key appears twice/],
  ["no YAML", `${plain}x: {{ .Values.x }\n`, /^f\.yaml:\d+: not YAML/],
])("fails with file and reason, and keeps no other from landing: %s", async (_, text, reason) => {
  await using done = await pinAll({ "f.yaml": text });
  const { results } = done;
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(reason) },
    { status: "done" },
  ]);
});

test("what go-yaml takes for an end of line is one here too: the key behind it is found, its bytes stay", async () => {
  const text = `# a comment\u0085image:\u2028  tag: 1.0.0\u2029  digest: ${digestOf("a")}\nx: 1\n`;
  await using done = await pinAll({ "nel.yaml": text });
  const { results, after } = done;
  expect(results.map(({ status }) => status)).toEqual(["done", "done"]);
  expect(await after("nel.yaml")).toBe(pinned(text));
});

test("a map of many keys costs no square of them", async () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("");
  await using done = await pinAll({ "many.yaml": plain + keys });
  const { results } = done;
  expect(results.map(({ status }) => status)).toEqual(["done", "done"]);
}, 60_000);

async function blobOf(dev: Awaited<ReturnType<typeof clone>>, bytes: Buffer): Promise<string> {
  await dev.commit("test: the bytes that are expected", { "expected.bin": bytes });
  return dev.git("rev-parse", "HEAD:expected.bin");
}
