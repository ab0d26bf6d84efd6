import { projectName } from "@slipway/lib/domain/config/config.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import { environmentsOf } from "./environments.ts";
import { seenKinds, shippedKinds } from "./kinds.ts";
import { type Files, finding, matching, type Rule } from "./rule.ts";
import { configOf } from "./settings.ts";
import { cluster, OWN_CLUSTER, type Sources, sourcesOf } from "./sources.ts";

const name = z.string().regex(/^[^*]*$/, "expected a name, no wildcard");
const kindEntry = z.strictObject({
  group: name,
  kind: name.regex(/^(?!Secret$|Role$|RoleBinding$)/, "no application ships secrets or permissions"),
});

const schemaOf = ({ repository }: Sources) =>
  z.strictObject({
    apiVersion: z.literal("argoproj.io/v1alpha1"),
    kind: z.literal("AppProject"),
    metadata: z.looseObject({
      name: z.string(),
      namespace: z.literal("argocd"),
      annotations: z.looseObject(
        {
          "argocd.argoproj.io/sync-wave": z.literal(
            "-1",
            'expected "-1": projects come before the sets that name them',
          ),
          "argocd.argoproj.io/sync-options": z.literal(
            "Prune=false",
            "expected the option Prune=false, or a push could remove the walls of a project",
          ),
        },
        "expected sync wave and sync options",
      ),
    }),
    spec: z.strictObject({
      description: z.string(),
      sourceRepos: z.array(repository).max(1),
      destinations: z.array(z.strictObject({ server: cluster, namespace: name })),
      clusterResourceWhitelist: z
        .array(
          z.strictObject({
            group: z.literal(""),
            kind: z.literal("Namespace", "expected only named Namespaces"),
            name: name.min(1),
          }),
        )
        .default([]),
      namespaceResourceWhitelist: z.array(
        kindEntry,
        "expected a list of kinds: without one everything is allowed",
      ),
      orphanedResources: z.strictObject({ warn: z.boolean() }).optional(),
    }),
  });

type Project = z.output<ReturnType<typeof schemaOf>>;

const REMEDY = "argocd/README.md says what a project may allow.";

/**
 * Projects name one repository, exact namespaces and closed lists of kinds; an environment's project allows
 * only its own namespace.
 */
export const projects: Rule = (files) => {
  const kind = { schema: schemaOf(sourcesOf(files)), remedy: REMEDY };
  const config = configOf(files);
  const environments = new Map(
    [...environmentsOf(files).keys()].map((name) => [projectName(config, name), name]),
  );
  return matching(files, /^argocd\/projects\/([^/]+)\.yaml$/).flatMap(({ path, captured: [file = ""] }) => {
    const { value, findings } = parseYaml(files.get(path) ?? "", path, kind);
    if (value === undefined) return findings;
    if (value.metadata.name !== file)
      return [
        finding(
          path,
          `metadata.name: ${value.metadata.name} in a file named ${file}`,
          "Give both the same name.",
        ),
      ];
    if (file === "default") return closed(path, value);
    if (file === "platform") return reach(files, path, value);
    const environment = environments.get(file);
    return environment === undefined ? [] : walls(files, path, environment, value);
  });
};

function closed(path: string, { spec }: Project): readonly string[] {
  const lists = [
    spec.sourceRepos,
    spec.destinations,
    spec.clusterResourceWhitelist,
    spec.namespaceResourceWhitelist,
  ];
  if (lists.every((list) => list.length === 0)) return [];
  return [
    finding(
      path,
      "the default project allows something",
      "Empty its lists; applications name their environment's project.",
    ),
  ];
}

/** The platform's project allows the environments' namespaces, each in its own cluster. */
function reach(files: Files, path: string, { spec }: Project): readonly string[] {
  const expected = [...environmentsOf(files).values()].map(
    ({ server = OWN_CLUSTER, namespace }) => `${namespace} at ${server}`,
  );
  const listed = spec.destinations.map(({ server, namespace }) => `${namespace} at ${server}`);
  return [
    ...listed
      .filter((one) => !expected.includes(one))
      .map((one) => finding(path, `destinations: ${one} belongs to no environment`, "Remove it.")),
    ...expected
      .filter((one) => !listed.includes(one))
      .map((one) => finding(path, `destinations: ${one} is missing`, "Add it.")),
  ];
}

function walls(files: Files, path: string, environment: string, { spec }: Project): readonly string[] {
  const { namespace, server = OWN_CLUSTER } = environmentsOf(files).get(environment) ?? {};
  const foreign = spec.destinations.filter((destination) => destination.namespace !== namespace);
  const elsewhere = spec.destinations.filter((destination) => destination.server !== server);
  const allowed = [...shippedKinds, ...seenKinds].toSorted();
  const listed = spec.namespaceResourceWhitelist.map((one) => `${one.group}/${one.kind}`).toSorted();
  const surplus = listed.filter((one) => !allowed.some((other) => other === one));
  const lacking = allowed.filter((one) => !listed.includes(one));
  return [
    ...foreign.map((one) =>
      finding(
        path,
        `destinations: ${one.namespace} is not ${environment}'s namespace`,
        `Allow ${String(namespace)} alone.`,
      ),
    ),
    ...elsewhere.map((one) =>
      finding(
        path,
        `destinations: ${one.server} is not the cluster of ${environment}`,
        `Allow ${server} alone.`,
      ),
    ),
    ...spec.clusterResourceWhitelist.map((one) =>
      finding(
        path,
        `clusterResourceWhitelist: ${one.kind} ${one.name}`,
        "Services own nothing outside their namespace; the platform project makes namespaces.",
      ),
    ),
    ...surplus.map((one) =>
      finding(
        path,
        `namespaceResourceWhitelist: ${one} is no kind a release ships`,
        "Remove it, or add it to the chart and to argocd/lint/kinds.ts.",
      ),
    ),
    ...lacking.map((one) =>
      finding(path, `namespaceResourceWhitelist: ${one} is missing, though releases ship it`, "Add it."),
    ),
  ];
}
