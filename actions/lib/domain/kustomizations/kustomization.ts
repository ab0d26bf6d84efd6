/** What a kustomization may say: an allow-list, held against what is written before kustomize sees it. */
import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";
import * as z from "zod";
import { parseYaml } from "../parsing/yaml.ts";
import { type PlainYaml, plainYaml } from "../plain-yaml/plain-yaml.ts";

const ALONE = "what runs must be defined by this folder alone";
const CODE = "a folder holds plain objects, and builders are programs";

/** Every other key is refused too; these deserve a better word. */
const REASONS: Readonly<Record<string, string>> = {
  transformers: CODE,
  generators: CODE,
  validators: CODE,
  configurations: CODE,
  openapi: CODE,
  crds: CODE,
  vars: "write the value where it belongs",
  replacements: "write the value where it belongs",
  components: ALONE,
  bases: ALONE,
  helmCharts: "manifests are rendered once, when the release is made",
  helmChartInflationGenerator: "manifests are rendered once, when the release is made",
  helmGlobals: "manifests are rendered once, when the release is made",
  secretGenerator: "secrets come from the secret store, never from git",
  patchesStrategicMerge:
    "a strategic merge replaces a Rollout's containers: write a JSON6902 patch below patches",
  patchesJson6902: "write it below patches",
  imageTags: "write it below images",
  commonLabels: "write it below labels",
};

const text = z.string("expected text");
const texts = z.record(z.string(), text);
const options = z.strictObject({
  labels: texts.optional(),
  annotations: texts.optional(),
  disableNameSuffixHash: z.boolean().optional(),
  immutable: z.boolean().optional(),
});
/**
 * Kustomize takes it for a regular expression; of those, the ones that every engine reads alike and in no time. This one has
 * a single way to read each text: with more, a text that does not match would be read in all of them.
 */
const names = text.regex(
  /^[\w-]*(?:\.\*?[\w.-]*)?(?:\|[\w-]*(?:\.\*?[\w.-]*)?)*$/,
  "expected a name, or names with | between them, each with at most one .*",
);
const selector = z.strictObject({
  group: names.optional(),
  version: names.optional(),
  kind: names.optional(),
  name: names.optional(),
  namespace: names.optional(),
  labelSelector: text.optional(),
  annotationSelector: text.optional(),
});
const patch = z
  .strictObject({
    target: selector.optional(),
    patch: text.optional(),
    path: text.optional(),
    options: z.strictObject({ allowNameChange: z.boolean().optional() }).optional(),
  })
  .refine((one) => (one.patch === undefined) !== (one.path === undefined), "expected either patch or path");

const schema = z.strictObject({
  // Most kustomizations of others leave these two out; kustomize then takes exactly these.
  apiVersion: z
    .literal("kustomize.config.k8s.io/v1beta1", "expected kustomize.config.k8s.io/v1beta1")
    .optional(),
  kind: z.literal("Kustomization", "expected Kustomization").optional(),
  namespace: text.optional(),
  namePrefix: text.optional(),
  nameSuffix: text.optional(),
  labels: z
    .array(
      z.strictObject({
        pairs: texts,
        includeSelectors: z.boolean().optional(),
        includeTemplates: z.boolean().optional(),
      }),
    )
    .optional(),
  commonAnnotations: texts.optional(),
  resources: z.array(text, "expected a list of files and folders").optional(),
  images: z
    .array(
      z.strictObject({
        // Kustomize takes it for a regular expression.
        name: text.regex(/^[\w./:-]+$/, "expected the plain name of an image"),
        newName: text.optional(),
        newTag: text.optional(),
        digest: text.optional(),
      }),
    )
    .optional(),
  replicas: z.array(z.strictObject({ name: text, count: z.int().min(0) })).optional(),
  patches: z.array(patch).optional(),
  configMapGenerator: z
    .array(
      z.strictObject({
        name: text,
        namespace: text.optional(),
        files: z.array(text).optional(),
        literals: z.array(text).optional(),
        envs: z.array(text).optional(),
        options: options.optional(),
      }),
    )
    .optional(),
  generatorOptions: options.optional(),
  sortOptions: z.strictObject({ order: z.enum(["fifo", "legacy"]) }).optional(),
});

const allowed = new Set(Object.keys(schema.shape));
const kind = { schema, remedy: "environments/README.md shows a right kustomization.yaml." };

/** What a file is read for. */
export type Role = "resource" | "patch" | "generator";

export interface Reference {
  readonly role: Role;
  readonly line: number;
  readonly value: string;
}

export interface InlinePatch {
  /** Where its text begins. */
  readonly line: number;
  readonly text: string;
}

export interface Kustomization {
  readonly references: readonly Reference[];
  readonly patches: readonly InlinePatch[];
}

export type Checked =
  | { readonly value: Kustomization; readonly findings: readonly [] }
  | { readonly value: undefined; readonly findings: readonly string[] };

/** `file` is only named in the findings. */
export function checkKustomization(content: string | Uint8Array, file: string): Checked {
  const plain = plainYaml(content, file, { documents: "one" });
  const [document] = plain.documents;
  if (plain.findings.length > 0) return { value: undefined, findings: plain.findings };
  const body = content.toString();
  const findings = [...refusedKeys(document, plain, file), ...rewritten(body, file)];
  if (findings.length === 0) findings.push(...parseYaml(decodedText(content), file, kind).findings);
  if (findings.length > 0 || document === undefined) return { value: undefined, findings };
  return { value: read(document, plain), findings: [] };
}

function decodedText(content: string | Uint8Array): string {
  return typeof content === "string" ? content : Buffer.from(content).toString();
}

function refusedKeys(document: Document | undefined, plain: PlainYaml, file: string): readonly string[] {
  if (!isMap(document?.contents)) return [];
  return document.contents.items.flatMap(({ key }) => {
    const name = isScalar(key) ? String(key.value) : "";
    if (allowed.has(name)) return [];
    const reason = REASONS[name] ?? `only ${[...allowed].join(", ")} are read`;
    return [
      `${file}:${plain.lineOf(key)}: ${name}: not allowed in a kustomization.\n  Remove it: ${reason}.`,
    ];
  });
}

/** Kustomize replaces these letters wherever they stand, before it parses. */
function rewritten(content: string, file: string): readonly string[] {
  const line = content.split("\n").findIndex((each) => each.includes("imageTags:"));
  if (line < 0) return [];
  return [`${file}:${line + 1}: kustomize reads imageTags: as images:, even inside of a text.\n  Remove it.`];
}

function read(document: Document, { lineOf }: PlainYaml): Kustomization {
  const list = (path: readonly string[]): readonly unknown[] => {
    const found = document.getIn(path, true);
    return isSeq(found) ? found.items : [];
  };
  const reference = (role: Role) => (node: unknown) =>
    isScalar(node) ? [{ role, line: lineOf(node), value: String(node.value) }] : [];
  const below = (node: unknown, key: string): readonly unknown[] => {
    const found: unknown = isMap(node) ? node.get(key, true) : undefined;
    return isSeq(found) ? found.items : found === undefined ? [] : [found];
  };
  const patches = list(["patches"]);
  const generators = list(["configMapGenerator"]);
  return {
    references: [
      ...list(["resources"]).flatMap(reference("resource")),
      ...patches.flatMap((one) => below(one, "path")).flatMap(reference("patch")),
      ...generators
        .flatMap((one) => [...below(one, "files"), ...below(one, "envs")])
        .flatMap(reference("generator")),
    ],
    patches: patches
      .flatMap((one) => below(one, "patch"))
      .flatMap((node) =>
        isScalar(node) ? [{ line: textLine(node, lineOf), text: String(node.value) }] : [],
      ),
  };
}

/** The text of a block begins on the line after its mark. */
function textLine(node: Node & { readonly type?: unknown }, lineOf: PlainYaml["lineOf"]): number {
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  return lineOf(node) + (isBlock ? 1 : 0);
}
