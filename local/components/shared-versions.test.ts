/**
 * Go compiles a package once for each required version of its module, so components that require the same
 * version share it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = import.meta.dirname;

/** Components that share too little, or that are built separately. */
const apart = new Set(["actionlint", "alertmanager", "jaeger", "nats", "pause", "runner", "trivy"]);

/** Modules that a component can use in only one version. */
const incompatible: ReadonlyMap<string, string> = new Map([
  [
    "github.com/envoyproxy/go-control-plane/envoy",
    "Istio needs the fields of Envoy 1.40, which Prometheus never uses",
  ],
  ["gitlab.com/gitlab-org/api/client-go", "cosign uses the interface of v0"],
]);

type Required = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Module → component → the compiled version: the required one, or its replacement. */
function requirements(files: ReadonlyMap<string, string>): Required {
  const found = new Map<string, Map<string, string>>();
  for (const [component, text] of files) {
    for (const [, module = "", version = ""] of text.matchAll(
      /^(?:require\s|\t)\s*(\S+) (v\S+)(?: \/\/ indirect)?$/gm,
    )) {
      const replaced = replacements(text).get(module);
      found.set(module, (found.get(module) ?? new Map()).set(component, replaced ?? version));
    }
  }
  return found;
}

/** Module → its version that replaces the required one. */
const replacements = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^(?:replace\s|\t)\s*(\S+) => (\S+) (v\S+)$/gm)].flatMap(
      ([, module = "", by, version = ""]) => (module === by ? [[module, version] as const] : []),
    ),
  );

const differing = (required: Required): string[] =>
  [...required]
    .filter(([module, versions]) => new Set(versions.values()).size > 1 && !incompatible.has(module))
    .map(
      ([module, versions]) => `${module}: ${[...versions].map(([name, at]) => `${name} ${at}`).join(", ")}`,
    );

function moduleFiles(): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => !apart.has(name));
  return new Map(
    names.flatMap((name) => {
      try {
        return [[name, readFileSync(join(folder, name, "go.mod"), "utf8")]] as const;
      } catch {
        return [];
      }
    }),
  );
}

test("components require the same version of each module they share", () => {
  const files = moduleFiles();
  expect(files.size).toBeGreaterThan(10);
  expect(differing(requirements(files))).toEqual([]);
});

test("a differing version is reported with its components", () => {
  const files = new Map([
    ["a", "module a\n\nrequire example.com/x v1.0.0\n"],
    ["b", "module b\n\nrequire (\n\texample.com/x v1.1.0 // indirect\n\texample.com/y v1.0.0\n)\n"],
  ]);
  expect(differing(requirements(files))).toEqual(["example.com/x: a v1.0.0, b v1.1.0"]);
});
