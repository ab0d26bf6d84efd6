import { globSync } from "node:fs";
import { relative, resolve } from "node:path";
import { repositoryRoot } from "../build/paths.ts";

/** The projects whose tests a command line selects. */
export interface Selection {
  readonly shop: boolean;
  readonly platform: boolean;
  /** Tests against an API server, whose programs take a quarter of an hour to build. */
  readonly controlPlane: boolean;
}

const controlPlaneConfigs = ["vitest.control-plane.config.ts", "vitest.acceptance.config.ts"];
const everything: Selection = { shop: true, platform: true, controlPlane: false };

/**
 * Projects that `vitest run` with these arguments runs, from the files that its filters match and the
 * projects it names. Unknown arguments, such as another command, select everything: an unnecessary tool costs
 * a second, a missing one fails a test.
 */
export function selectionOf([program, , ...args]: readonly string[]): Selection {
  if (args.some((arg) => controlPlaneConfigs.includes(arg)))
    return { shop: false, platform: true, controlPlane: true };
  if (program !== "vitest" || args.some((arg) => /^(-c|--config)/.test(arg))) return everything;
  const named = args.findLast(
    (arg, index) => arg.startsWith("--project=") || args[index - 1] === "--project",
  );
  const project = named?.replace("--project=", "");
  if (project === "shop" || project === "platform") {
    return { ...everything, shop: project === "shop", platform: project === "platform" };
  }
  // A word after an option without "=" may be that option's value.
  const filters = args.filter((arg, index) => !isOption(arg) && !mayHaveValue(args[index - 1]));
  const files = filters.flatMap(filesMatching);
  if (project !== undefined || files.length === 0) return everything;
  const isShop = files.map((file) => file.startsWith("services/"));
  return { ...everything, shop: isShop.includes(true), platform: isShop.includes(false) };
}

const isOption = (arg: string): boolean => arg.startsWith("-");
const mayHaveValue = (arg = ""): boolean => isOption(arg) && !arg.includes("=");

/** Test files that Vitest finds for a filter: those whose path contains it. */
function filesMatching(filter: string): readonly string[] {
  const part = filter.replace(/:\d+$/, "");
  const text = /^\.?\.?\//.test(part) ? relative(repositoryRoot, resolve(repositoryRoot, part)) : part;
  const exclude = ["**/node_modules", "**/dist"];
  return globSync("**/*.test.ts", { cwd: repositoryRoot, exclude }).filter((file) => file.includes(text));
}
