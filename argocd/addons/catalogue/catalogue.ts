/** Findings about the add-ons of a cluster: pins, order, missing CRDs, missing roles. Pure. */
import { parse, parseAllDocuments } from "yaml";
import { type Addon, type Files, readAddons } from "./addon.ts";

/** @param unread groups of add-ons whose own file is rejected already */
type Rule = (addons: readonly Addon[], files: Files, unread: ReadonlySet<string>) => readonly string[];

/** Discontinued projects, with their replacements. */
const ENDED: ReadonlyMap<string, string> = new Map([
  ["ingress-nginx", "istio-ingress; it was retired in March 2026"],
  ["promtail", "fluent-bit; it ended in March 2026"],
  ["jaeger-operator", "jaeger; version 1 ended in December 2025"],
]);

/** API groups that a cluster has before any add-on: its own, and those of argocd/bootstrap. */
const THERE = /^(?:|apps|batch|autoscaling|policy|argoproj\.io|kustomize\.config\.k8s\.io|.*\.k8s\.io)$/;

const finding = (path: string, what: string, remedy: string) => `${path}: ${what}.\n  ${remedy}`;

/** All findings, as `file: what.` with a remedy; empty if there are none. */
export function catalogueFindings(files: Files): readonly string[] {
  const { addons, findings, unread } = readAddons(files);
  return [...findings, ...rules.flatMap((rule) => rule(addons, files, unread))];
}

const ended: Rule = (addons) =>
  addons.flatMap(({ path, chart }) => {
    const instead = ENDED.get(chart);
    return instead === undefined ? [] : [finding(path, `${chart} has ended`, `Take ${instead}.`)];
  });

/** An image in values has an exact tag or a digest, and never `latest`. */
const images: Rule = (_, files) =>
  [...files].flatMap(([path, text]) =>
    isValues(path)
      ? tagsIn(parse(text))
          .filter((tag) => !/^v?\d+\.\d+\.\d+/.test(tag) && !/@sha256:[0-9a-f]{64}$/.test(tag))
          .map((tag) => finding(path, `the tag ${tag} is not exact`, "Name a version such as v1.35.0."))
      : [],
  );

const isValues = (path: string) => /^argocd\/addons\/[^/]+\/values(-[a-z0-9-]+)?\.yaml$/.test(path);

function tagsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === "tag" ? [String(each)] : tagsIn(each)));
}

/** Charts of one release are upgraded together. */
const together: Rule = (addons) => {
  const versions = Map.groupBy(addons, ({ repository }) => repository);
  return [...versions.values()].flatMap((charts) => {
    const [first] = charts;
    return charts
      .filter(({ version }) => version !== first?.version)
      .map(({ path, version }) =>
        finding(path, `version ${version} differs from ${first?.name}'s, ${first?.version}`, "Raise both."),
      );
  });
};

/** A kind is there before what uses it: a wave earlier for another add-on, any wave for what comes after all of them. */
const kinds: Rule = (addons, files, unread) => {
  const brought = new Map(addons.flatMap((addon) => addon.provides.map((group) => [group, addon] as const)));
  const unknown = (path: string, group: string) =>
    finding(path, `no add-on brings the kinds of ${group}`, "Add it, or name the group in its provides.");
  const used = [...files].flatMap(([path, text]) =>
    groupsIn(path, text)
      .filter((group) => !brought.has(group) && !unread.has(group))
      .map((group) => unknown(`${path}:${lineOfGroup(text, group)}`, group)),
  );
  const early = addons.flatMap(({ name, path, wave }) =>
    needed(files, name).flatMap((group) => {
      const from = brought.get(group);
      if (from === undefined) return unread.has(group) ? [] : [unknown(path, group)];
      return Number(from.wave) < Number(wave)
        ? []
        : [
            finding(
              path,
              `wave ${wave} uses ${group}, which ${from.name} brings in wave ${from.wave}`,
              "Take a later wave.",
            ),
          ];
    }),
  );
  return [...used, ...early];
};

const lineOfGroup = (text: string, group: string): number =>
  text.split("\n").findIndex((line) => line.startsWith(`apiVersion: ${group}/`)) + 1;

/** Groups of the objects of a manifest that are no cluster's own. */
function groupsIn(path: string, text: string): readonly string[] {
  if (!/^(?:environments\/[^/]+\/platform|argocd\/addons\/(?!catalogue)[^/]+)\//.test(path) || isValues(path))
    return [];
  if (!path.endsWith(".yaml") || path.endsWith("/addon.yaml")) return [];
  const versions = parseAllDocuments(text).map(
    (one) => (one.toJS() as { apiVersion?: unknown } | null)?.apiVersion,
  );
  const groups = versions.map((version) => /^(.+)\//.exec(String(version))?.[1] ?? "");
  return [...new Set(groups)].filter((group) => !THERE.test(group));
}

/** Groups that an add-on's values make it use: monitors are objects of the Prometheus operator. */
function needed(files: Files, name: string): readonly string[] {
  const texts = [...files].filter(([path]) => path.startsWith(`argocd/addons/${name}/values`));
  const isMonitored = texts.some(([, text]) => /(?:service|pod)Monitor: \{[^}]*enabled: true/.test(text));
  return isMonitored ? ["monitoring.coreos.com"] : [];
}

/** Every wave is a step of each environment's set, and the project admits every add-on. */
const sets: Rule = (addons, files) =>
  environmentsIn(files).flatMap((environment) => {
    const folder = `argocd/clusters/${environment}/control-plane`;
    const steps = new Set(
      [...(files.get(`${folder}/addons.yaml`) ?? "").matchAll(/values: \["(\d)"\]/g)].map(([, wave]) => wave),
    );
    const project = files.get(`${folder}/addons-project.yaml`) ?? "";
    return addons.flatMap(({ path, wave, repository, namespace }) => [
      ...(steps.has(wave)
        ? []
        : [finding(`${folder}/addons.yaml`, `has no step for wave ${wave} of ${path}`, "Add the step.")]),
      ...(project.includes(`- ${repository}\n`)
        ? []
        : [finding(`${folder}/addons-project.yaml`, `sourceRepos lacks ${repository}`, "Add it.")]),
      ...(project.includes(`namespace: ${namespace} }`)
        ? []
        : [finding(`${folder}/addons-project.yaml`, `destinations lack ${namespace}`, "Add it.")]),
    ]);
  });

const environmentsIn = (files: Files) =>
  [...files.keys()].flatMap((path) => /^environments\/([^/]+)\/environment\.yaml$/.exec(path)?.[1] ?? []);

/** A service account in values with a role in AWS gets this role in eks/clusters, and vice versa. */
const roles: Rule = (addons, files) =>
  environmentsIn(files).flatMap((environment) => {
    const path = `eks/clusters/${environment}.yaml`;
    const given = accountsIn(files.get(path) ?? "");
    const own = addons.flatMap((addon) =>
      accountsOf(files, addon.name, environment).map((account) => `${addon.namespace}/${account}`),
    );
    const installed = new Set(addons.map(({ namespace }) => namespace));
    return [
      ...own
        .filter((each) => !given.has(each))
        .map((each) => finding(path, `no role is given to the service account ${each}`, "Add it to iam.")),
      ...[...given]
        .filter((each) => installed.has(each.split("/")[0] ?? "") && !own.includes(each))
        .map((each) =>
          finding(
            path,
            `a role is given to ${each}, which no add-on uses`,
            "Remove the role, or correct its name.",
          ),
        ),
    ];
  });

function accountsIn(text: string): ReadonlySet<string> {
  const { iam = {} } = (parse(text) ?? {}) as {
    readonly iam?: {
      readonly serviceAccounts?: readonly {
        readonly metadata: { readonly name: string; readonly namespace: string };
      }[];
      readonly podIdentityAssociations?: readonly {
        readonly namespace: string;
        readonly serviceAccountName: string;
      }[];
    };
  };
  return new Set([
    ...(iam.serviceAccounts ?? []).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ...(iam.podIdentityAssociations ?? []).map((one) => `${one.namespace}/${one.serviceAccountName}`),
  ]);
}

function accountsOf(files: Files, name: string, environment: string): readonly string[] {
  const texts = ["values", `values-${environment}`].map(
    (file) => files.get(`argocd/addons/${name}/${file}.yaml`) ?? "",
  );
  return texts.flatMap((text) => namedAccounts(parse(text)));
}

function namedAccounts(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "serviceAccount" && typeof each?.name === "string" ? [each.name] : namedAccounts(each),
  );
}

const rules: readonly Rule[] = [ended, images, together, kinds, sets, roles];
