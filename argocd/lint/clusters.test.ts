/** One cluster for each environment, and one Argo CD for the clusters of all: both forms, and faults in each. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { applicationSets } from "./application-sets.ts";
import { clusters } from "./clusters.ts";
import { environments } from "./environments.ts";
import { readFiles } from "./lint.ts";
import { projects } from "./projects.ts";
import { root } from "./root.ts";
import type { Files } from "./rule.ts";

/** The rules about clusters of environments. */
const lint = (all: Files) =>
  [environments, applicationSets, projects, root, clusters].flatMap((rule) => rule(all));

let files: Files;

beforeAll(async () => {
  files = await readFiles(join(import.meta.dirname, "../.."));
});

const prod = "argocd/clusters/prod";

test.each([
  [
    "a root that brings another environment's set",
    `${prod}/root.yaml`,
    "applicationsets/prod.yaml",
    "applicationsets/*.yaml",
  ],
  [
    "a root that brings another environment's project",
    `${prod}/root.yaml`,
    "shop-prod.yaml",
    "{shop-prod,shop-dev}.yaml",
  ],
  ["a root of a project that may ship anything", `${prod}/root.yaml`, "kind: AppProject }", 'kind: "*" }'],
  [
    "a project that reaches another namespace",
    `${prod}/control-plane/platform-project.yaml`,
    "namespace: shop-prod",
    "namespace: shop-dev",
  ],
  [
    "a set for all environments",
    `${prod}/control-plane/platform.yaml`,
    "environments/prod/",
    "environments/*/",
  ],
])("rejected: %s", (_, file, from, to) => {
  const text = files.get(file) ?? "";
  expect(text).toContain(from);
  expect(lint(new Map([...files, [file, text.replace(from, to)]])).join("\n")).toMatch(
    new RegExp(`^${file}: is not argocd/.* narrowed to this environment`, "m"),
  );
});

test("rejected: a cluster of an environment that does not exist", () => {
  const text = files.get(`${prod}/root.yaml`) ?? "";
  expect(lint(new Map([...files, ["argocd/clusters/qa/root.yaml", text]]))).toContainEqual(
    expect.stringMatching(/^argocd\/clusters\/qa\/root\.yaml: no environment has this name/),
  );
});

test("rejected: an environment without a cluster folder", () => {
  const without = new Map([...files].filter(([path]) => !path.startsWith(`${prod}/`)));
  expect(lint(without).map((one) => one.split(":")[0])).toEqual([
    `${prod}/root.yaml`,
    `${prod}/control-plane/platform-project.yaml`,
    `${prod}/control-plane/platform.yaml`,
  ]);
});

/** All clusters by one Argo CD, which runs in the first. */
function hubAndSpoke(): Map<string, string> {
  const own = "https://kubernetes.default.svc";
  const hub = new Map([...files].filter(([path]) => !path.startsWith("argocd/clusters/")));
  const change = (path: string, edit: (text: string) => string) => hub.set(path, edit(hub.get(path) ?? ""));
  for (const name of ["dev", "staging", "prod"]) {
    const server = name === "dev" ? own : `https://${name}.example.com`;
    change(`environments/${name}/environment.yaml`, (text) =>
      text.replace("clusters: [main]", `clusters: [{ name: main, server: "${server}" }]`),
    );
    change(`argocd/applicationsets/${name}.yaml`, (text) => text.replace(own, server));
    change(`argocd/projects/shop-${name}.yaml`, (text) => text.replace(own, server));
    change("argocd/projects/platform.yaml", (text) =>
      text.replace(
        `server: ${own}, namespace: shop-${name} }`,
        `server: ${server}, namespace: shop-${name} }`,
      ),
    );
  }
  change("argocd/applicationsets/platform.yaml", (text) =>
    text.replace(`server: ${own}`, 'server: "{{ (index .clusters 0).server }}"'),
  );
  return hub;
}

test("hub and spoke: one Argo CD serves the clusters that the environments name", () => {
  expect(lint(hubAndSpoke())).toEqual([]);
});

test("rejected: a cluster that two Argo CDs sync", () => {
  const hub = hubAndSpoke().set(`${prod}/root.yaml`, files.get(`${prod}/root.yaml`) ?? "");
  expect(lint(hub)).toEqual([
    expect.stringMatching(/root\.yaml: prod is synced from another cluster already/),
  ]);
});

test.each([
  [
    "a set in another environment's cluster",
    "argocd/applicationsets/prod.yaml",
    "https://prod.",
    "https://staging.",
    /destination\.server: https:\/\/staging\.example\.com, where prod's is https:\/\/prod\.example\.com/,
  ],
  [
    "a project that reaches another cluster",
    "argocd/projects/shop-prod.yaml",
    "https://prod.",
    "https://staging.",
    /destinations: https:\/\/staging\.example\.com is not the cluster of prod/,
  ],
  [
    "a platform's project that reaches another cluster",
    "argocd/projects/platform.yaml",
    "https://prod.",
    "https://staging.",
    /destinations: shop-prod at https:\/\/staging\.example\.com belongs to no environment/,
  ],
  [
    "a root that goes elsewhere",
    "argocd/bootstrap/root.yaml",
    "  destination:\n    server: https://kubernetes.default.svc",
    "  destination:\n    server: https://prod.example.com",
    /^argocd\/bootstrap\/root\.yaml: spec\.destination\.server/m,
  ],
  [
    "an environment without a server",
    "environments/prod/environment.yaml",
    /clusters: .*/,
    "clusters: [main]",
    /prod\/environment\.yaml: clusters: no server/,
  ],
  [
    "a server that is no address",
    "environments/prod/environment.yaml",
    "https://prod.example.com",
    "prod.example.com",
    /prod\/environment\.yaml:\d+: clusters\.0\.server: expected https:\/\/host/,
  ],
  [
    "a second cluster beside a server",
    "environments/prod/environment.yaml",
    "clusters: [",
    "clusters: [eu, ",
    /prod\/environment\.yaml:\d+: clusters: expected one cluster next to a server/,
  ],
])("hub and spoke, rejected: %s", (_, file, from, to, found) => {
  const hub = hubAndSpoke();
  const text = hub.get(file) ?? "";
  expect(text).toMatch(from);
  hub.set(file, text.replace(from, to));
  expect(lint(hub).join("\n")).toMatch(found);
});
