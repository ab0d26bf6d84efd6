import { isDeepStrictEqual } from "node:util";
import { projectName } from "@slipway/lib/domain/config/config.ts";
import { environmentsOf } from "./environments.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";
import { configOf } from "./settings.ts";

type Document = Record<string, unknown>;

const ROOT = "argocd/bootstrap/root.yaml";
const PROJECT = "argocd/projects/platform.yaml";
const SET = "argocd/applicationsets/platform.yaml";

/**
 * A cluster for one environment: its root manages only that environment's project and set. Each file equals
 * the one that serves all environments, reduced to this one.
 */
export const clusters: Rule = (files) => {
  const known = environmentsOf(files);
  const strangers = matching(files, /^argocd\/clusters\/([^/]+)\//)
    .filter(({ captured: [name = ""] }) => !known.has(name))
    .map(({ path }) => finding(path, "no environment has this name", "Remove the folder, or rename it."));
  return [...new Set(strangers), ...[...known.keys()].flatMap((name) => ofOne(files, name))];
};

function ofOne(files: Files, environment: string): readonly string[] {
  const folder = `argocd/clusters/${environment}`;
  const project = projectName(configOf(files), environment);
  const { namespace = "", server } = environmentsOf(files).get(environment) ?? {};
  if (server !== undefined) return twice(files, folder, environment);
  return [
    ...compare(files, `${folder}/root.yaml`, ROOT, (text) =>
      text.map((document) =>
        document.kind === "Application" ? narrowedRoot(document, environment, project) : document,
      ),
    ),
    ...compare(files, `${folder}/control-plane/platform-project.yaml`, PROJECT, (text) =>
      text.map((document) => narrowedProject(document, namespace)),
    ),
    ...compare(files, `${folder}/control-plane/platform.yaml`, SET, (text) =>
      text.map((document) => narrowedSet(document, environment)),
    ),
  ];
}

/** Two Argo CDs that sync one environment undo each other's work. */
function twice(files: Files, folder: string, environment: string): readonly string[] {
  if (!files.has(`${folder}/root.yaml`)) return [];
  return [
    finding(
      `${folder}/root.yaml`,
      `${environment} is synced from another cluster already: environment.yaml names its server`,
      "Remove the folder, or the server.",
    ),
  ];
}

function compare(
  files: Files,
  path: string,
  model: string,
  narrow: (all: readonly Document[]) => readonly Document[],
): readonly string[] {
  const remedy = `Copy ${model} and narrow it as another environment's in argocd/clusters does.`;
  const text = files.get(path);
  if (text === undefined) return [finding(path, "missing, though the environment exists", remedy)];
  const expected = narrow(documents(files.get(model) ?? ""));
  return isDeepStrictEqual(documents(text), expected)
    ? []
    : [finding(path, `is not ${model} narrowed to this environment`, remedy)];
}

function narrowedRoot(document: Document, environment: string, project: string): Document {
  const own = [
    "projects/default.yaml",
    `projects/${project}.yaml`,
    `applicationsets/${environment}.yaml`,
    `clusters/${environment}/control-plane/*.yaml`,
  ];
  const directory = { recurse: true, include: `{${own.join(",")}}` };
  const { spec } = document;
  if (!isRecord(spec) || !isRecord(spec.source)) return document;
  return { ...document, spec: { ...spec, source: { ...spec.source, directory } } };
}

function narrowedProject(document: Document, namespace: string): Document {
  const { spec } = document;
  if (!isRecord(spec)) return document;
  const own = (list: unknown, key: string) =>
    Array.isArray(list) ? list.filter((one) => isRecord(one) && one[key] === namespace) : list;
  return {
    ...document,
    spec: {
      ...spec,
      destinations: own(spec.destinations, "namespace"),
      clusterResourceWhitelist: own(spec.clusterResourceWhitelist, "name"),
    },
  };
}

function narrowedSet(document: Document, environment: string): Document {
  const text = JSON.stringify(document);
  return JSON.parse(
    text.replaceAll("environments/*/environment.yaml", `environments/${environment}/environment.yaml`),
  );
}
