import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";

const schema = z.strictObject({
  chart: z.string().regex(/^[a-z0-9-]+$/, "expected the name of a chart"),
  repository: z.string().regex(/^(https|oci):\/\/[^\s]+[^/\s]$/, "expected an https or oci address"),
  version: z
    .string("expected an exact version in quotes where it is a number")
    .regex(/^v?\d+\.\d+\.\d+$/, "expected an exact version such as 1.31.0: no range and no latest"),
  namespace: z.string().regex(/^[a-z0-9-]+$/, "expected a namespace"),
  wave: z.string("expected a quoted number: it becomes a label").regex(/^\d$/, "expected a wave from 0 to 9"),
  /** API groups of its CRDs. */
  provides: z.array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "expected an API group")).default([]),
});

/** argocd/addons/<name>/addon.yaml: a chart at one version, and its sync wave. */
export type Addon = z.output<typeof schema> & { readonly name: string; readonly path: string };

/** Text of files by their path from the repository's root. */
export type Files = ReadonlyMap<string, string>;

export function readAddons(files: Files): {
  readonly addons: readonly Addon[];
  readonly findings: readonly string[];
  /** Groups of add-ons that could not be read, as far as they are written down. */
  readonly unread: ReadonlySet<string>;
} {
  const read = [...files].flatMap(([path, text]) => {
    const [, name] = /^argocd\/addons\/([^/]+)\/addon\.yaml$/.exec(path) ?? [];
    if (name === undefined) return [];
    const remedy = "argocd/addons/README.md says what each key means.";
    const { value, findings } = parseYaml(text, path, { schema, remedy });
    return [{ addon: value === undefined ? undefined : { ...value, name, path }, findings, text }];
  });
  return {
    addons: read.flatMap(({ addon }) => (addon === undefined ? [] : [addon])),
    findings: read.flatMap(({ findings }) => findings),
    unread: new Set(read.flatMap(({ addon, text }) => (addon === undefined ? groupsOf(text) : []))),
  };
}

/** By its form, since the file has errors. */
const groupsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^provides: \[(.*)\]$/gm)].flatMap(([, groups = ""]) => groups.split(/[\s,]+/));
