/** Relative links and anchors in Markdown. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** GitHub resolves these against the page of the file, `blob/<branch>/<file>`, so that no link names a repository. */
const FORGE_PAGE = /^\.\.\/\.\.\/(security|issues|pulls|discussions)\//;

interface Link {
  readonly line: number;
  readonly target: string;
}

/** Broken relative links of `files`, paths below `root`: `docs/a.md:3: b.md#c: …`. */
export function brokenLinks(root: string, files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    linksIn(readFileSync(join(root, file), "utf8")).flatMap(({ line, target }) => {
      const fault = faultOf(root, file, target);
      return fault === undefined ? [] : [`${file}:${line}: ${target}: ${fault}.`];
    }),
  );
}

function faultOf(root: string, file: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target) || FORGE_PAGE.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const linked = path === "" ? file : normalize(join(dirname(file), decodeURI(path)));
  if (linked.startsWith("..")) return "leaves the repository";
  if (!existsSync(join(root, linked))) return "no such file";
  if (anchor === undefined || !linked.endsWith(".md")) return undefined;
  if (statSync(join(root, linked)).isDirectory()) return "a folder has no anchors";
  return anchorsOf(readFileSync(join(root, linked), "utf8")).has(anchor) ? undefined : "no such heading";
}

/** Links and pictures outside of code. */
function linksIn(markdown: string): readonly Link[] {
  return proseOf(markdown).flatMap((text, index) =>
    [...text.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = ""]) => ({
      line: index + 1,
      target,
    })),
  );
}

/** Lines with code blanked, so that their numbers stay. */
function proseOf(markdown: string): readonly string[] {
  let isCode = false;
  return markdown.split("\n").map((line) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    return isFence || isCode ? "" : line.replace(/`[^`]*`/g, "``");
  });
}

/** As GitHub makes them: lower case, no punctuation, dashes for spaces, a number for a repeated heading. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? undefined : /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
