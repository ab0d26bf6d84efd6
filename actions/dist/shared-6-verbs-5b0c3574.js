// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/git/obstacles.ts
init_oldest_node();
function obstaclesTo(branch, names) {
  return [...names].filter((name) => branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`)).sort();
}
function withObstacles(patterns) {
  return patterns.map((pattern) => pattern.replace(/\/\*$/, "*"));
}
function removalOf(obstacles) {
  return `git push origin --delete ${obstacles.map(asWord).join(" ")}`;
}
function asWord(name) {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

export {
  obstaclesTo,
  withObstacles,
  removalOf
};
