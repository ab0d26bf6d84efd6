import { posix } from "node:path";
import { type Files, finding, type Rule } from "./rule.ts";

const KEPT = /^\.git(?:keep|ignore|attributes)$/;

/** A file that nothing reads only looks effective: a hold in the wrong folder holds nothing. */
export const layout: Rule = (files) => {
  const all = [...files.keys()].filter((path) => path.startsWith("environments/")).sort();
  const isBeside = (path: string) => path.split("/").length === 2;
  const paths = all.filter((path) => !isBeside(path));
  const environments = [...new Set(paths.map((path) => path.split("/")[1] ?? ""))];
  return [
    ...environments
      .filter((name) => !files.has(`environments/${name}/environment.yaml`))
      .map((name) =>
        finding(
          `environments/${name}`,
          "it has no environment.yaml, so nothing in it is read",
          "Add the file under exactly this name, or remove the folder.",
        ),
      ),
    ...all
      .filter((path) => isBeside(path) && !KEPT.test(posix.basename(path)))
      .map((path) => strange(path, "environments/ has one folder for each environment")),
    ...paths.flatMap((path) => unread(files, path)),
  ];
};

function unread(files: Files, path: string): readonly string[] {
  const [, environment = "", folder = "", ...rest] = path.split("/");
  if (KEPT.test(posix.basename(path))) return [];
  if (rest.length === 0) {
    return folder === "environment.yaml"
      ? []
      : [strange(path, "an environment has environment.yaml and folders")];
  }
  const name = rest.join("/");
  if (folder === "holds") {
    return rest.length === 1 && name.endsWith(".yaml") ? [] : [strange(path, "holds are files <name>.yaml")];
  }
  if (name === "release" || name.startsWith("release/")) {
    return folder === "platform" ? [strange(path, "platform has no release")] : [];
  }
  if (folder === "platform" || name === "kustomization.yaml") return [];
  const kustomization = files.get(`environments/${environment}/${folder}/kustomization.yaml`);
  if (kustomization?.includes(posix.basename(path))) return [];
  return [strange(path, `environments/${environment}/${folder}/kustomization.yaml does not name it`)];
}

function strange(path: string, why: string): string {
  const remedy = "Move it to where environments/README.md says, or remove it.";
  return finding(path, `nothing reads this file: ${why}`, remedy);
}
