/**
 * Git writes other bytes into a checkout than it has stored where a `.gitattributes` tells it to. Argo CD builds a checkout, and
 * people and this project read what is stored: so no attribute may make the two differ.
 */
import { posix } from "node:path";

/** Of the attributes that change a text at checkout, those that change more than its line ends. */
const CHANGES = /^(?:working-tree-encoding=|filter=|filter$|ident$|ident=)/;

/** What Argo CD builds lies below these. */
const BUILT = ["argocd", "environments"];

/** Whether a file may say something of what Argo CD builds. */
export function isAttributes(path: string): boolean {
  return posix.basename(path) === ".gitattributes" && (path === ".gitattributes" || isBuilt(path));
}

/** `file:line: what.\n  remedy` for each line that changes a YAML file of what Argo CD builds, or could. */
export function attributeFindings(path: string, text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [pattern = "", ...attributes] = words(line);
    if (pattern.startsWith("#")) return [];
    const found = attributes.filter((attribute) => CHANGES.test(attribute));
    if (found.length === 0 || (!isBuilt(path) && !mayReach(pattern))) return [];
    return [
      `${path}:${index + 1}: ${JSON.stringify(found.join(" "))} for ${JSON.stringify(pattern)}: a checkout would differ from what git has, and Argo CD builds a checkout.\n  Remove it, or name files that are not below ${BUILT.join("/ or ")}/.`,
    ];
  });
}

/** A pattern in quotes may hold blanks. */
function words(line: string): readonly string[] {
  return line.match(/"(?:[^"\\]|\\.)*"\S*|\S+/g) ?? [];
}

function isBuilt(path: string): boolean {
  return BUILT.includes(path.split("/")[0] ?? "");
}

const WILD = /[*?[\\"]/;

/** By a pattern of the root: not when its first folder is another one, or its name ends unlike a file that is built. */
function mayReach(pattern: string): boolean {
  // The macro that it defines may be given to any file.
  if (pattern.startsWith("[attr]")) return true;
  const steps = pattern.replace(/^\//, "").split("/");
  const [first = ""] = steps;
  if (steps.length > 1) return WILD.test(first) || BUILT.includes(first);
  const [, ending] = /\.([A-Za-z0-9]+)$/.exec(first) ?? [];
  return ending === undefined ? WILD.test(first) : /^(?:ya?ml|json)$/i.test(ending);
}
