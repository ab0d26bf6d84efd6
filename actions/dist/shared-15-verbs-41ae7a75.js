// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  array,
  int,
  strictObject
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/releases/data-schema.ts
init_oldest_node();
var version = int("expected a whole number").min(0, "expected a whole number from 0 on");
var dataSchema = strictObject({
  needs: version.describe("schema version that the code reads and writes"),
  provides: array(version).min(1, "expected at least one version").describe("schema versions whose code works after the migrations, oldest first")
}).refine(({ provides }) => provides.every((each, index) => each === (provides[0] ?? 0) + index), {
  path: ["provides"],
  message: "expected consecutive versions, oldest first"
}).refine(({ needs, provides }) => provides.includes(needs), {
  path: ["needs"],
  message: "expected one of those it provides: a release runs on what its own migrations leave"
});
function servedBy(schemas) {
  const all = schemas.flatMap((schema) => schema ?? []);
  if (all.length === 0) return void 0;
  return {
    oldest: Math.max(...all.map(({ provides }) => provides[0] ?? 0)),
    newest: Math.max(...all.map(({ provides }) => provides.at(-1) ?? 0))
  };
}
function misfit(schema, served) {
  if (schema === void 0 || served === void 0) return void 0;
  if (schema.needs >= served.oldest && schema.needs <= served.newest) return void 0;
  const left = served.oldest === served.newest ? `${served.oldest}` : `${served.oldest} to ${served.newest}`;
  return `needs data schema ${schema.needs}, and migrations have left ${left}`;
}

export {
  dataSchema,
  servedBy,
  misfit
};
