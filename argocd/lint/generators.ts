import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";

/**
 * Git's `*` crosses folders, and Argo CD asks git unless it is configured otherwise: a file further below makes an application too,
 * by the name of another one, or ends the whole set when it cannot be read.
 */
export const generators: Rule = (files) => {
  const patterns = new Set(
    matching(files, /^argocd\/.*\.ya?ml$/)
      .flatMap(({ path }) => documents(files.get(path) ?? ""))
      .filter(({ kind }) => kind === "ApplicationSet")
      .flatMap(({ spec }) => pathsIn(spec)),
  );
  return [...patterns].flatMap((pattern) => deeper(files, pattern));
};

function deeper(files: Files, pattern: string): readonly string[] {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const [here, anywhere] = ["[^/]*", ".*"].map((star) => new RegExp(`^${parts.join(star)}$`));
  return [...files.keys()]
    .filter((path) => anywhere?.test(path) && !here?.test(path))
    .map((path) =>
      finding(
        path,
        `Argo CD would make an application of it, by the files ${pattern} of an application set`,
        "Give the file another name.",
      ),
    );
}

/** Wherever they stand in the spec: generators may hold others. */
function pathsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(pathsIn);
  if (!isRecord(value)) return [];
  const { repoURL, files } = value;
  const own =
    typeof repoURL === "string" && Array.isArray(files)
      ? files.flatMap((file) => (isRecord(file) && typeof file.path === "string" ? [file.path] : []))
      : [];
  return [...own, ...Object.values(value).flatMap(pathsIn)];
}
