import { projectName } from "@slipway/lib/domain/config/config.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import { environmentsOf } from "./environments.ts";
import { type Files, finding, matching, type Rule } from "./rule.ts";
import { configOf } from "./settings.ts";
import { FROM_ENVIRONMENT, literal, OWN_CLUSTER, type Sources, sourcesOf } from "./sources.ts";

const gitFilesOf = ({ repository, branch }: Sources) =>
  z.strictObject(
    {
      git: z.strictObject({
        repoURL: repository,
        revision: branch,
        requeueAfterSeconds: z.int().min(10, "expected at least 10 seconds"),
        files: z.array(z.strictObject({ path: z.string() })).length(1),
      }),
    },
    "expected only the git files generator: others have deleted applications when git was away",
  );

const PAUSE_KEPT = "expected exactly [{jsonPointers: [/spec/syncPolicy/automated]}], or the set ends a pause";

const schemaOf = (sources: Sources) =>
  z.strictObject({
    apiVersion: z.literal("argoproj.io/v1alpha1"),
    kind: z.literal("ApplicationSet"),
    metadata: z.looseObject({
      name: z.string(),
      namespace: z.literal("argocd"),
      annotations: z.looseObject({
        "argocd.argoproj.io/sync-options": z.literal(
          "Prune=confirm,Delete=confirm",
          "expected Prune=confirm,Delete=confirm, or a push could remove the set",
        ),
      }),
      finalizers: z.tuple(
        [z.literal("resources-finalizer.argocd.argoproj.io")],
        "expected resources-finalizer.argocd.argoproj.io, or a deleted set takes its applications along",
      ),
    }),
    // Strict: templatePatch, for one, can empty an application's spec.
    spec: z.strictObject({
      goTemplate: z.literal(true, "expected true"),
      goTemplateOptions: z.tuple(
        [z.literal("missingkey=error")],
        "expected exactly [missingkey=error], or a missing key becomes <no value> in a name or a path",
      ),
      generators: z.tuple([gitFilesOf(sources)], "expected exactly one generator"),
      syncPolicy: z.strictObject({
        applicationsSync: z.literal("create-update", "expected create-update: sets never delete"),
        preserveResourcesOnDeletion: z.literal(true, "expected true: sets never delete"),
      }),
      preservedFields: z.strictObject({
        annotations: z.tuple(
          [z.literal("argocd.argoproj.io/skip-reconcile"), z.literal("slipway.dev/pause-reason")],
          "expected exactly the two annotations that pause an application, or the set ends a pause",
        ),
      }),
      ignoreApplicationDifferences: z.tuple(
        [z.strictObject({ jsonPointers: z.tuple([z.literal("/spec/syncPolicy/automated", PAUSE_KEPT)]) })],
        PAUSE_KEPT,
      ),
      template: z.strictObject({
        metadata: z.looseObject({ name: z.string() }),
        spec: sources.applicationSpec.extend({ project: literal }),
      }),
    }),
  });

const REMEDY = "actions/init/README.md says what an application set must be.";

type ApplicationSet = z.output<ReturnType<typeof schemaOf>>;
type ApplicationSpec = ApplicationSet["spec"]["template"]["spec"];

/** ApplicationSets never delete, name one project each and keep every safety setting literal. */
export const applicationSets: Rule = (files) => {
  const kind = { schema: schemaOf(sourcesOf(files)), remedy: REMEDY };
  const parsed = matching(files, /^argocd\/applicationsets\/([^/]+)\.yaml$/).map(({ path, captured }) => ({
    path,
    name: captured[0] ?? "",
    ...parseYaml(files.get(path) ?? "", path, kind),
  }));
  const own = parsed.flatMap(({ path, name, value }) =>
    value === undefined ? [] : misfits(files, path, name, value),
  );
  return [...parsed.flatMap(({ findings }) => findings), ...own, ...missing(files)];
};

function misfits(files: Files, path: string, name: string, { spec }: ApplicationSet): readonly string[] {
  const { project, destination } = spec.template.spec;
  const environment = environmentsOf(files).get(name);
  if (environment === undefined) return platformFindings(files, path, name, destination.server);
  const wanted = [
    ["template.spec.project", project, projectName(configOf(files), name)],
    ["template.spec.destination.namespace", destination.namespace, environment.namespace],
    ["template.spec.destination.server", destination.server, environment.server ?? OWN_CLUSTER],
    [
      "generators[0].git.files[0].path",
      spec.generators[0].git.files[0]?.path,
      `environments/${name}/*/release/release.yaml`,
    ],
  ] as const;
  return [
    ...wanted
      .filter(([, got, right]) => got !== right)
      .map(([key, got, right]) =>
        finding(path, `${key}: ${got}, where ${name}'s is ${right}`, `Write ${right}.`),
      ),
    ...ignoreFindings(path, spec.template.spec),
  ];
}

/** The platform's set deploys each environment to the environment's own cluster. */
function platformFindings(files: Files, path: string, name: string, server: string): readonly string[] {
  if (name !== "platform") return [];
  const all = [...environmentsOf(files).values()];
  const isRemote = all.some((environment) => environment.server !== undefined);
  const right = isRemote ? FROM_ENVIRONMENT : OWN_CLUSTER;
  const silent = all.filter((environment) => environment.server === undefined);
  return [
    ...(server === right
      ? []
      : [
          finding(
            path,
            `template.spec.destination.server: ${server}, where ${right} is expected`,
            `Write ${right}.`,
          ),
        ]),
    ...(isRemote
      ? silent.map((environment) =>
          finding(
            `environments/${environment.name}/environment.yaml`,
            "clusters: no server, though the clusters of other environments have one",
            `Write { name: …, server: … }; ${OWN_CLUSTER} for the cluster in which Argo CD runs.`,
          ),
        )
      : []),
  ];
}

/**
 * A canary changes weights and an autoscaler changes numbers that git does not contain: a sync that restores
 * them would break both.
 */
function ignoreFindings(
  path: string,
  { ignoreDifferences = [], syncPolicy }: Pick<ApplicationSpec, "ignoreDifferences" | "syncPolicy">,
): readonly string[] {
  const remedy = REMEDY;
  const expected = [
    ["VirtualService", "the weights of VirtualServices: each sync would put those of a running canary back"],
    ["Rollout", "what the autoscaler sets of Rollouts: each sync would undo it"],
  ] as const;
  return [
    ...expected
      .filter(([kind]) => ignoreDifferences.filter((each) => each.kind === kind).length !== 1)
      .map(([, what]) =>
        finding(path, `template.spec.ignoreDifferences: expected exactly one entry for ${what}`, remedy),
      ),
    ...(syncPolicy.syncOptions.includes("RespectIgnoreDifferences=true")
      ? []
      : [
          finding(
            path,
            "template.spec.syncPolicy.syncOptions: the option RespectIgnoreDifferences=true is missing, so every sync puts the weights of a running canary back",
            remedy,
          ),
        ]),
  ];
}

function missing(files: Files): readonly string[] {
  const config = configOf(files);
  return [...environmentsOf(files).keys()]
    .flatMap((name) => [
      `argocd/applicationsets/${name}.yaml`,
      `argocd/projects/${projectName(config, name)}.yaml`,
    ])
    .filter((path) => !files.has(path))
    .map((path) =>
      finding(
        path,
        "missing, though the environment exists",
        "Copy another environment's and change the names; list it in argocd/kustomization.yaml.",
      ),
    );
}
