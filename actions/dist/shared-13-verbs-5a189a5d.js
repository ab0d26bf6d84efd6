// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  array,
  object,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/services/workspace.ts
init_oldest_node();
var packageFile = object({
  name: string().optional(),
  dependencies: record(string(), string()).default({}),
  devDependencies: record(string(), string()).default({}),
  optionalDependencies: record(string(), string()).default({})
});
var SUFFIX = "/package.json";
var rootFile = object({ workspaces: array(string()).default([]) });
var ALWAYS = "services/*";
async function workspaceFolders(tree, folder) {
  const packages = await readPackages(tree);
  const folderOf2 = new Map([...packages].map(([path, { name }]) => [name, path]));
  const found = /* @__PURE__ */ new Set();
  const visit = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const name of packages.get(path)?.needs ?? []) {
      const needed = folderOf2.get(name);
      if (needed !== void 0) visit(needed);
    }
  };
  visit(folder);
  return [...found];
}
async function readPackages(tree) {
  const patterns = [...await declaredWorkspaces(tree), ALWAYS].map(toExpression);
  const files = (await tree.list("")).filter(
    (path) => path.endsWith(SUFFIX) && patterns.some((pattern) => pattern.test(folderOf(path)))
  );
  const contents = await Promise.all(files.map((file) => tree.read(file)));
  return new Map(files.map((file, index) => [folderOf(file), toPackage(file, contents[index])]));
}
async function declaredWorkspaces(tree) {
  const content = await tree.read("package.json");
  if (content === void 0) return [];
  try {
    return rootFile.parse(JSON.parse(content.toString())).workspaces;
  } catch {
    throw new UserError(
      'package.json: "workspaces" is not a list of folders.\n  Mend its JSON: npm run prints where it is wrong.'
    );
  }
}
function toExpression(pattern) {
  const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "").replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${plain.replace(/\*+/g, (stars) => stars.length > 1 ? ".*" : "[^/]*")}$`);
}
function toPackage(file, content) {
  try {
    const read = packageFile.parse(JSON.parse(String(content)));
    const needs = { ...read.dependencies, ...read.devDependencies, ...read.optionalDependencies };
    return { name: read.name, needs: Object.keys(needs) };
  } catch {
    throw new UserError(`${file}: not a package.json.
  Mend its JSON: npm run prints where it is wrong.`);
  }
}
function folderOf(file) {
  return file.slice(0, -SUFFIX.length);
}

// actions/lib/services/inputs.ts
init_oldest_node();
var LOCKFILE = "package-lock.json";
var CHART = "rollouts/chart";
function strategyFile(service) {
  return `rollouts/strategies/${service.tier}.yaml`;
}
async function serviceInputs(tree, service) {
  const workspaces = await workspaceFolders(tree, service.path);
  return { workspaces, paths: [...workspaces, CHART, strategyFile(service)] };
}
function isBelow(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

export {
  workspaceFolders,
  LOCKFILE,
  CHART,
  strategyFile,
  serviceInputs,
  isBelow
};
