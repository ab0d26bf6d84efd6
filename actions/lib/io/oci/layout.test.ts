import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeLayout } from "@slipway/testing/registry/layouts.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { BrokenLayout, blobFile, INDEX_TYPE, imagesIn, readLayout, requireDigest } from "./layout.ts";
import { extractLayout, layoutsFolder } from "./layout-folder.ts";

test("AP-22 an index and its platforms: parts come before what names them", async () => {
  await using folder = await temporaryFolder();
  const digest = await writeLayout(folder.path, "program", "src-1", ["amd64", "arm64"]);
  const layout = await readLayout(folder.path);
  expect(layout).toMatchObject({ tag: "src-1", root: { digest, mediaType: INDEX_TYPE } });
  expect(layout.contents.at(-1)?.digest).toBe(digest);
  // One layer that both platforms share, two configurations, two manifests, the index.
  expect(layout.contents).toHaveLength(6);
});

test("a layout taken out of a store has that image alone, and its bytes only once on the disk", async () => {
  await using folder = await temporaryFolder();
  const store = join(folder.path, ".store");
  const digest = await writeLayout(store, "program");
  const [image] = await imagesIn(store);
  if (image === undefined) throw new Error("no image");
  const layout = await extractLayout(store, image, "src-2", join(folder.path, "product"));
  expect(await readLayout(layout.folder)).toEqual(layout);
  expect(layout).toMatchObject({ tag: "src-2", root: { digest } });
  for (const blob of layout.contents) expect((await stat(blobFile(layout.folder, blob))).nlink).toBe(2);
});

const damages: readonly (readonly [string, (file: string) => Promise<void>, RegExp])[] = [
  ["manifest that was cut", (file) => writeFile(file, "{"), /has 1 bytes, the image names/],
  [
    "manifest of other bytes",
    async (file) => writeFile(file, "x".repeat((await stat(file)).size)),
    /its bytes are sha256/,
  ],
  ["blob that is gone", (file) => rm(file), /named by the image, but cannot be read \(ENOENT\)/],
];

test.each(damages)("AP-22 a layout with a %s is refused", async (_name, damage, reason) => {
  await using folder = await temporaryFolder();
  await writeLayout(folder.path, "program", "src-1", ["amd64", "arm64"]);
  const { root } = await readLayout(folder.path);
  await damage(blobFile(folder.path, root));
  await expect(readLayout(folder.path)).rejects.toThrow(BrokenLayout);
  await expect(readLayout(folder.path)).rejects.toThrow(reason);
});

test("AP-22 a layer whose bytes were changed is found when it is read whole", async () => {
  await using folder = await temporaryFolder();
  await writeLayout(folder.path, "program");
  const layout = await readLayout(folder.path);
  const layer = layout.contents.find(({ mediaType }) => mediaType.endsWith(".tar"));
  if (layer === undefined) throw new Error("no layer");
  await requireDigest(folder.path, layer);
  await writeFile(blobFile(folder.path, layer), "pr0gram");
  await expect(requireDigest(folder.path, layer)).rejects.toThrow(/its bytes are sha256/);
});

test("a folder without a layout is an error with its remedy, not an image without content", async () => {
  await using folder = await temporaryFolder();
  await expect(readLayout(folder.path)).rejects.toThrow(/index\.json: cannot be read \(ENOENT\)/);
});

test("layouts are where the workflow says, else in the runner's or the workspace's folder", () => {
  expect(layoutsFolder("/given", "/work", { RUNNER_TEMP: "/temp" })).toBe("/given");
  expect(layoutsFolder(undefined, "/work", { RUNNER_TEMP: "/temp" })).toBe("/temp/images");
  expect(layoutsFolder(undefined, "/work", {})).toBe("/work/.slipway/images");
});
