/** Where in the repository a renderer's complaint belongs, so that it is next to the line in the pull request. */
import type { FileLocation } from "@slipway/lib/app/report/report.ts";
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import type { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { isNode, LineCounter, parseDocument } from "yaml";

const PATH = /^((?:environments|services|rollouts)\/[^\s:]+)(?::(\d+))?:/;
/** `template: service/templates/rollout.yaml:12:3: …`; the first name is the chart's. */
const TEMPLATE = /\(?\b[\w-]+\/(templates\/[\w./-]+):(\d+)(?::\d+)?/;
const YAML_LINE = /\byaml: line (\d+)/;
const SCHEMA_KEY = /at '(\/[^']*)'(?:: additional properties '([^']+)')?/;

/** Undefined when the words name no file. */
export async function locationOf(fault: UserError, tree: Tree): Promise<FileLocation | undefined> {
  const [, file, line] = PATH.exec(fault.message) ?? [];
  if (file === undefined) return undefined;
  if (line !== undefined) return { file, line: Number(line) };
  const [, template, row] = TEMPLATE.exec(fault.message) ?? [];
  if (template !== undefined && !file.startsWith("environments/"))
    return { file: `${(await readConfig(tree)).chart}/${template}`, line: Number(row) };
  const text = (await tree.read(file))?.toString();
  const found = text === undefined ? undefined : lineIn(text, fault.message);
  return found === undefined ? { file } : { file, line: found };
}

function lineIn(text: string, words: string): number | undefined {
  const [, line] = YAML_LINE.exec(words) ?? [];
  if (line !== undefined) return Number(line);
  const [, pointer, extra] = SCHEMA_KEY.exec(words) ?? [];
  if (pointer === undefined) return undefined;
  const path = pointer.split("/").filter((part) => part !== "");
  return lineOfKey(text, extra === undefined ? path : [...path, extra]);
}

/** Line of the value, or of the nearest that is there. */
function lineOfKey(text: string, path: readonly string[]): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent", uniqueKeys: false });
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
