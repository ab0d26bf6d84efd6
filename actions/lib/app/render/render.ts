/**
 * From commits to manifests: `renderManifests` renders a release's manifests, `buildTarget` those of an
 * environment. Both read files from git, never the work tree, so a dirty checkout cannot get into a release.
 */
export { ChartRefused } from "./helm.ts";
export { type Rendered, renderManifests } from "./manifests.ts";
export { overlayPath, targetPath } from "./paths.ts";
export { buildTarget, buildTargets, type Target, TargetBroken } from "./target.ts";
export { unchangedManifests } from "./unchanged.ts";
export { verifyTarget } from "./verify.ts";
