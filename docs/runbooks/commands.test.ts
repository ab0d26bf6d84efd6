/** Everything in the runbooks' commands exists: npm scripts, files, verbs of Slipway. Other programs are the requirements in docs/eks.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const environment = /<env>|<environment>/g;
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const verbs = [
  ...readFileSync(join(root, "docs/reference/verbs.md"), "utf8").matchAll(/^## ([a-z-]+)$/gm),
].map(([, verb]) => verb);

/** Names on a page that the repository does not have. Release folders are created by the first delivery, so they are ignored. */
function missing(text: string): readonly string[] {
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  return [
    ...named(/\bnpm run ([\w:-]+)/g).filter((name) => scripts[name] === undefined),
    ...named(/\bnpx slipway ([a-z-]+)/g).filter((name) => !verbs.includes(name)),
    ...named(/(?<![\w/.-])((?:eks|argocd|environments|local)\/[\w./<>-]*[\w>])/g)
      .map((path) => path.replaceAll(environment, "prod"))
      .filter((path) => !/<|\/release\//.test(path) && !existsSync(join(root, path))),
  ];
}

const pages = [
  "docs/eks.md",
  ...readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/runbooks/${name}`),
];

test.each(pages)("%s names scripts, verbs and files that exist", (page) => {
  expect(missing(readFileSync(join(root, page), "utf8"))).toEqual([]);
});

test("planted: a script, a verb and a file that do not exist", () => {
  const text =
    "`npm run rebuild-all`, `npx slipway undo --env prod`, `eks/restore.sh <env>`, `eks/clusters/<env>.yaml`";
  expect(missing(text)).toEqual(["rebuild-all", "undo", "eks/restore.sh"]);
});
