/** What a push can bring into prod ends at prod's project. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api } from "./testing/api.ts";
import { release } from "./testing/canary-releases.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import { files } from "./testing/releases.ts";
import { type ApplicationSeen, applications, synced } from "./testing/rollouts.ts";
import { patchSet, works } from "./testing/sets.ts";

const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
beforeAll(async () => {
  prod = running.use(await startProd({ files: await release("cart", "1") }));
  api = prod.api;
  await synced(api, "prod-cart");
});
afterAll(() => running.disposeAsync());

const settings = (namespace: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "stranger", namespace },
  data: {},
});
const role = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name: "everything" },
  rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
};

/** An overlay that gives its objects no namespace of its own. */
const overlay = (service: string, object: object) => ({
  ...files(service, [object]),
  [`environments/prod/${service}/kustomization.yaml`]: stringify({ resources: ["release"] }),
});

/** Until the application's last sync, or its conditions, have these words. */
function refused(name: string, words: string): Promise<string> {
  return waitFor(
    async () => {
      const { status } = await api.read<ApplicationSeen>(`${applications}/${name}`);
      const { conditions = [], operationState } = status ?? {};
      const said = [
        ...conditions.map(({ type, message }) => `${type}: ${message}`),
        ...(operationState?.syncResult?.resources ?? []).map(
          ({ kind, status: state, message }) => `${kind} ${state}: ${message}`,
        ),
      ];
      const found = said.find((one) => one.includes(words));
      return found === undefined ? { seen: said.join("\n") } : { value: found };
    },
    { what: `${name} to be refused with: ${words}`, seconds: 90, everyMs: 300 },
  );
}

/** The project with its walls taken down. */
const open = {
  sourceRepos: ["*"],
  destinations: [{ server: "*", namespace: "*" }],
  clusterResourceWhitelist: [{ group: "*", kind: "*" }],
};

const exists = (kind: string, name: string, ...where: string[]) =>
  prod.plane.kubectl(["get", kind, name, ...where, "--ignore-not-found", "-o", "name"]);

test("AC-14 another namespace, a cluster role and a foreign repository are refused; planted: an open project", async () => {
  const foreign = await prod.git.createRepository("foreign");
  await prod.developer.push("feat: strangers", {
    ...overlay("stranger", settings("shop-dev")),
    ...overlay("ruler", role),
  });
  await prod.developer.git("push", "--quiet", foreign, "HEAD:main");
  expect(
    await refused("prod-stranger", "namespace shop-dev is not permitted in project 'shop-prod'"),
  ).toMatch(/^ConfigMap SyncFailed/);
  expect(
    await refused(
      "prod-ruler",
      "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project shop-prod",
    ),
  ).toMatch(/^ClusterRole SyncFailed/);
  expect(await exists("configmap", "stranger", "-n", "shop-dev")).toBe("");
  expect(await exists("clusterrole", "everything")).toBe("");

  await patchSet(prod.plane, "prod", { spec: { template: { spec: { source: { repoURL: foreign } } } } });
  expect(
    await refused("prod-cart", `application repo ${foreign} is not permitted in project 'shop-prod'`),
  ).toMatch(/^InvalidSpecError: /);

  await prod.plane.kubectl([
    ...["patch", "appproject", "shop-prod", "-n", "argocd", "--type=merge"],
    ...["-p", JSON.stringify({ spec: open })],
  ]);
  await works(api, "prod");
  await Promise.all(["prod-stranger", "prod-ruler", "prod-cart"].map((name) => synced(api, name)));
  expect(await exists("configmap", "stranger", "-n", "shop-dev")).toBe("configmap/stranger");
  expect(await exists("clusterrole", "everything")).toBe("clusterrole.rbac.authorization.k8s.io/everything");
});
