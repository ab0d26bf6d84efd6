import { imageName } from "@slipway/lib/domain/config/config.ts";
import { imageFaultsAt } from "@slipway/lib/domain/images/allowed.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import { environmentsOf } from "./environments.ts";
import { operationsIn, patchFile, patchText } from "./patches.ts";
import { documents, type Files, finding, matching, type Rule } from "./rule.ts";
import { configOf } from "./settings.ts";

const refusedKeys: Readonly<Record<string, string>> = {
  replicas:
    "kustomize's replicas passes over Rollouts: set replicas in services/<service>/values.yaml, or patch the HorizontalPodAutoscaler",
  patchesStrategicMerge: "a strategic merge replaces a Rollout's containers: write a JSON6902 patch",
  components: "what runs must be defined by this folder alone",
  bases: "what runs must be defined by this folder alone",
  helmCharts: "manifests are rendered once, when the release is made",
};

const patch = z.strictObject({
  target: z.looseObject({ kind: z.string("name the kind the patch is for") }),
  patch: z.string().optional(),
  path: z.string().optional(),
});

const image = z.strictObject({
  name: z.string(),
  newName: z.string("expected registry and name; tag and digest are the release's"),
});

const schema = z.looseObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  namespace: z.string("expected the environment's namespace"),
  resources: z.tuple([z.literal("release", "expected only the release")], "expected exactly [release]"),
  images: z.tuple([image], image, "expected the service's image, and then its further ones"),
  patches: z.array(patch).optional(),
});

const kind = { schema, remedy: "environments/README.md shows a right kustomization.yaml." };
const allowedKeys = new Set(["apiVersion", "kind", "namespace", "resources", "images", "patches"]);

/** An overlay only sets the target of a release and patches it with JSON6902. */
export const people: Rule = (files) =>
  matching(files, /^environments\/([^/]+)\/([^/]+)\/kustomization\.yaml$/)
    .filter(({ captured }) => captured[1] !== "platform")
    .flatMap(({ path, captured: [environment = "", service = ""] }) => {
      const text = files.get(path) ?? "";
      const parsed = parseYaml(text, path, kind);
      const keys = refused(path, text);
      if (parsed.value === undefined) return [...keys, ...parsed.findings];
      return [
        ...keys,
        ...misplaced(files, path, parsed.value, { environment, service }),
        ...(parsed.value.patches ?? []).flatMap((one, index) =>
          patchFindings(files, path, environment, one, index),
        ),
      ];
    });

function refused(path: string, text: string): readonly string[] {
  return Object.keys(documents(text)[0] ?? {})
    .filter((key) => !allowedKeys.has(key))
    .map((key) =>
      finding(
        path,
        `${key}: not allowed here`,
        `Remove it: ${refusedKeys[key] ?? "only namespace, resources, images and patches are read"}.`,
      ),
    );
}

function misplaced(
  files: Files,
  path: string,
  { namespace, images: [own, ...further] }: z.output<typeof schema>,
  { environment, service }: { environment: string; service: string },
): readonly string[] {
  const owner = environmentsOf(files).get(environment);
  if (owner === undefined)
    return [
      finding(
        path,
        `there is no environment ${environment}`,
        `Add environments/${environment}/environment.yaml.`,
      ),
    ];
  const name = imageName(configOf(files), service);
  const wanted = [
    ["namespace", namespace, owner.namespace],
    ["images[0].name", own.name, name],
    ["images[0].newName", own.newName, `${owner.registry}/${name}`],
    ...further.map(
      (each, index) =>
        [`images[${index + 1}].newName`, each.newName, `${owner.registry}/${each.name}`] as const,
    ),
  ] as const;
  const foreign = further
    .filter((each) => !each.name.startsWith(`${name}-`))
    .map((each) =>
      finding(
        path,
        `images: ${each.name} is no image of ${service}`,
        `Remove it; further images of ${service} are named ${name}-….`,
      ),
    );
  const wrong = wanted
    .filter(([, got, right]) => got !== right)
    .map(([key, got, right]) =>
      finding(path, `${key}: ${got}, where ${environment}'s is ${right}`, `Write ${right}.`),
    );
  return [...wrong, ...foreign];
}

function patchFindings(
  files: Files,
  path: string,
  environment: string,
  one: z.output<typeof patch>,
  index: number,
): readonly string[] {
  const where = `${path}: patches[${index}]`;
  const file = patchFile(path, one);
  const text = patchText(files, path, one);
  if (text === undefined) {
    return [
      finding(
        where,
        file === undefined ? "neither patch nor path" : `${file} is not there`,
        "Write the operations below `patch: |-`.",
      ),
    ];
  }
  const operations = operationsIn(text);
  if (operations === undefined) {
    return [
      finding(
        where,
        "a strategic merge patch, which replaces a Rollout's containers as a whole",
        "Write a list of JSON6902 operations: `- {op: replace, path: /spec/…, value: …}`.",
      ),
    ];
  }
  const policy = environmentsOf(files).get(environment) ?? { name: environment, platformImages: [] };
  const images = operations.flatMap(({ path: pointer, value }) =>
    imageFaultsAt(String(pointer), value, policy).map((fault) =>
      finding(where, fault, "Remove the operation, or have the environment's owners list the image."),
    ),
  );
  const owned = operations
    .map((operation) => String(operation.path))
    .filter((pointer) => /\/image$|slipway\.dev~1release-id$/.test(pointer))
    .map((pointer) =>
      finding(
        where,
        `${pointer} is the release's own`,
        "Remove the operation; a release is changed by `slipway bump` and `slipway promote`.",
      ),
    );
  return [...images, ...owned];
}
