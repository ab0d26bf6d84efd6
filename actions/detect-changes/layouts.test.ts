/** What releases a service in repositories of other shapes than this one's: real commits, compared as detect-changes does. */
import { surveyServices } from "@slipway/lib/domain/services/services.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { git } from "@slipway/testing/git/git.ts";
import { writeObject, writeTree } from "@slipway/testing/git/objects.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import { SUBMODULE } from "./testing/layouts/layout.ts";
import { LAYOUTS } from "./testing/layouts/layouts.ts";

interface Entry {
  readonly mode: string;
  readonly id: string;
}

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await git(folder.path, "init", "--quiet", "--bare");
});
afterAll(() => folder[Symbol.asyncDispose]());

function entryOf(content: string, special: string | undefined): Entry {
  // A submodule is the id of a commit that is not here.
  if (special === SUBMODULE)
    return { mode: "160000", id: Buffer.from(content.padEnd(20)).toString("hex").slice(0, 40) };
  const id = writeObject(folder.path, "blob", special ?? content);
  return { mode: special === undefined ? "100644" : "120000", id };
}

function treeOf(entries: ReadonlyMap<string, Entry>): string {
  const here = new Map<string, Entry>();
  const below = new Map<string, Map<string, Entry>>();
  for (const [path, entry] of entries) {
    const slash = path.indexOf("/");
    if (slash < 0) here.set(path, entry);
    else {
      const name = path.slice(0, slash);
      below.set(name, (below.get(name) ?? new Map()).set(path.slice(slash + 1), entry));
    }
  }
  for (const [name, inside] of below) here.set(name, { mode: "40000", id: treeOf(inside) });
  return writeTree(folder.path, here);
}

function commit(entries: ReadonlyMap<string, Entry>, parent?: string): string {
  const who = "dev <dev@example.com> 1700000000 +0000";
  const lines = [`tree ${treeOf(entries)}`, ...(parent === undefined ? [] : [`parent ${parent}`])];
  return writeObject(folder.path, "commit", `${lines.join("\n")}\nauthor ${who}\ncommitter ${who}\n\nchange`);
}

describe.each(LAYOUTS)("$name", ({ files, special = {}, releases, ignores, doubt }) => {
  const reasonFor = async (path: string) => {
    const entries = new Map<string, Entry>();
    for (const [file, content] of Object.entries(files)) entries.set(file, entryOf(content, undefined));
    for (const [file, kind] of Object.entries(special)) entries.set(file, entryOf("before", kind));
    const base = commit(entries);
    const kind = special[path] === SUBMODULE ? SUBMODULE : undefined;
    const changed = entryOf(kind === undefined ? `${files[path] ?? ""}\n` : "after", kind);
    const source = commit(new Map([...entries, [path, changed]]), base);
    const opened = openGit(folder.path, { identity: { name: "t", email: "t@example.com" } });
    const tree = await opened.tree(source);
    const { services, faults } = await surveyServices(tree);
    expect([...faults.values()]).toEqual([]);
    const orders = services.find(({ name }) => name === "orders");
    if (orders === undefined) throw new Error("no service orders");
    return compare(opened, base, tree).reasonFor(orders);
  };

  test.each(releases)("%s releases it", async (path) => {
    const reason = await reasonFor(path);
    expect(reason).toContain(path);
    if (doubt !== undefined) expect(reason).toMatch(doubt);
    else expect(reason).not.toMatch(/copied whole|may read|not known/);
  });

  test.each(ignores)("%s does not", async (path) => {
    expect(await reasonFor(path)).toBeUndefined();
  });
});
