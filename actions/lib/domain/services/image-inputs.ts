/** What the bytes of a service's image are made of, in this repository. What is not known counts, with the reason. */
import { posix } from "node:path";
import type { Tree } from "../repository/git.ts";
import { SYMBOLIC_LINK } from "../repository/tree.ts";
import { buildInputs, LOCKFILES } from "./build-inputs.ts";
import { type ContextUse, contextUse } from "./dockerfile/dockerfile.ts";
import { readIgnored } from "./dockerfile/ignore.ts";
import { unneededGo } from "./go-packages.ts";
import { unneededPackages } from "./node-packages.ts";
import { globOrPath, isBelow, type PathSet, type Paths } from "./paths.ts";
import type { Service } from "./service.ts";

export interface ImageInputs {
  readonly paths: Paths;
  /** Workspace folders of npm whose dependencies in the lockfile count; its other lines do not. */
  readonly workspaces: readonly string[];
  /** Why more counts than is known to be read. */
  readonly doubts: readonly string[];
}

/** Slipway writes here itself: counted, each release would be followed by another. */
const NEVER = ["environments"];

export async function imageInputs(tree: Tree, service: Service): Promise<ImageInputs> {
  const { path, build, inputs } = service;
  const dockerfile = (await tree.read(build.dockerfile))?.toString();
  const declared = declaredSet(inputs);
  const own = ownPaths(path);
  // Without a Dockerfile there is nothing to build, and its absence is reported where it is built.
  if (dockerfile === undefined || build.prepare !== undefined) {
    const prepared = await preparedInputs(tree, service, dockerfile);
    return { ...prepared, paths: [...own, build.dockerfile, ...prepared.paths, ...declared] };
  }
  const use = contextUse(dockerfile, build.target);
  const seen = await seenPaths(tree, service, use, dockerfile);
  return { ...seen, paths: [...own, build.dockerfile, ...seen.paths, ...declared] };
}

/** A service that is the whole repository is released by what its image is made of, and by these two. */
function ownPaths(path: string): readonly string[] {
  return path === "" ? ["service.yaml", "values.yaml"] : [path];
}

function declaredSet(inputs: readonly string[] | undefined): readonly PathSet[] {
  return inputs === undefined ? [] : [{ include: inputs.flatMap(globOrPath), exclude: NEVER }];
}

/** What a command before the build may read: the package and those it needs, what is declared, else everything. */
async function preparedInputs(
  tree: Tree,
  { path, build, inputs }: Service,
  dockerfile: string | undefined,
): Promise<ImageInputs> {
  const context = isBelow(build.context, path) ? [] : [contextSet(build.context)];
  if ((await tree.entry(posix.join(path, "package.json"))) !== undefined) {
    const { folders, paths } = await buildInputs(tree, path);
    return { workspaces: folders, paths: [...paths, ...context], doubts: [] };
  }
  if (inputs !== undefined || (dockerfile === undefined && build.prepare === undefined)) {
    return { workspaces: [], paths: context, doubts: [] };
  }
  const doubt = `build.prepare may read any file (declare inputs in ${posix.join(path, "service.yaml")})`;
  return { workspaces: [], paths: [contextSet("")], doubts: [doubt] };
}

function contextSet(context: string): PathSet {
  return { include: [context], exclude: NEVER };
}

/** What the Dockerfile's build reads of its context. */
async function seenPaths(
  tree: Tree,
  service: Service,
  use: ContextUse,
  dockerfile: string,
): Promise<ImageInputs> {
  const { context, dockerfile: file } = service.build;
  const ignored = await readIgnored(tree, context, file);
  const isEverything = use.sources.includes("");
  const narrowed = isEverything ? await narrow(tree, service, use, dockerfile) : NOT_NARROWED;
  const sources = await Promise.all(
    use.sources
      .filter((source) => source !== "")
      .map(async (source) => throughLinks(tree, posix.join(context, source))),
  );
  const include = narrowed.declared ?? (isEverything ? (ignored.only ?? [context]) : []);
  const exclude = [...ignored.exclude, ...narrowed.exclude, ...NEVER];
  const named = { include: sources.flat().flatMap(globOrPath), exclude: [...ignored.exclude, ...NEVER] };
  return {
    paths: [{ include, exclude }, named, ...ignored.files].filter(
      (each) => typeof each === "string" || each.include.length > 0,
    ),
    workspaces: narrowed.workspaces,
    doubts: [...use.doubts, ...narrowed.doubts],
  };
}

interface Narrowing {
  /** Undefined: all of the context but `exclude`. */
  readonly declared?: readonly string[];
  readonly exclude: readonly string[];
  readonly workspaces: readonly string[];
  readonly doubts: readonly string[];
}

const NOT_NARROWED: Narrowing = { exclude: [], workspaces: [], doubts: [] };

/** Of a build that copies its whole context: what is declared, or what those who know the language leave out. */
async function narrow(tree: Tree, service: Service, use: ContextUse, dockerfile: string): Promise<Narrowing> {
  const { path, build, inputs } = service;
  const isShared = build.context !== path && isBelow(path, build.context);
  if (!isShared) return NOT_NARROWED;
  // The folder itself counts in any case.
  if (inputs !== undefined) return { ...NOT_NARROWED, declared: [] };
  const [go, node] = await Promise.all([
    unneededGo(tree, build.context, use.commands),
    unneededPackages(tree, path, dockerfile, use.commands),
  ]);
  const all = [go, node].filter((each) => each !== undefined);
  const whole = `${build.context || "the repository"} is copied whole`;
  if (all.length === 0) return { ...NOT_NARROWED, doubts: [`${whole} and inputs are not declared`] };
  const doubts = all.flatMap((each) => ("doubt" in each ? [`${whole}: ${each.doubt}`] : []));
  const workspaces = node !== undefined && "needed" in node ? (node.needed ?? []) : [];
  return {
    exclude: [
      ...all.flatMap((each) => ("exclude" in each ? each.exclude : [])),
      ...(workspaces.length > 0 ? LOCKFILES : []),
    ],
    workspaces,
    doubts,
  };
}

/** A copied path may lead through links: what they lead to counts as well as they. */
async function throughLinks(tree: Tree, path: string, depth = 0): Promise<readonly string[]> {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length && depth < 10; length++) {
    const above = parts.slice(0, length).join("/");
    if ((await tree.entry(above))?.mode !== SYMBOLIC_LINK) continue;
    const target = posix.join(posix.dirname(above), String(await tree.read(above)));
    if (target.startsWith("../") || target.startsWith("/")) return [path];
    const rest = posix.join(target, ...parts.slice(length));
    return [above, ...(await throughLinks(tree, rest, depth + 1))];
  }
  return [path];
}
