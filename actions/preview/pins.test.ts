/** A pull request in a repository whose pins are in its own files: what is rendered is shown, what is not is named. */

import { type Clone, clone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { environmentFile } from "@slipway/testing/repositories/platform.ts";
import { declaration, digestOf, IMAGE, overlay, overlayPath } from "@slipway/testing/repositories/team.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KUSTOMIZATION, look as lookAt } from "./testing/look.ts";

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 2
  template: { spec: { containers: [{ name: orders, image: ${IMAGE} }] } }
`;
const VALUES = "deploy/values-prod.yaml";
const PLACES = [
  ...["dev", "staging"].map((name) => `      ${name}: {file: ${overlayPath(name)}, image: ${IMAGE}}\n`),
  `      prod: {file: ${VALUES}, values: [orders, image]}\n`,
].join("");
const values = (tag: string) =>
  `orders:\n  image:\n    repository: registry.test/${IMAGE}\n    tag: "${tag}"\n    digest: ${digestOf("a")}\n`;
const kustomization = (tag: string, letter: string) => `${KUSTOMIZATION}${overlay(tag, digestOf(letter))}`;

const stack = new AsyncDisposableStack();
let dev: Clone;
let start: string;

beforeAll(async () => {
  const server = stack.use(await startGitServer());
  dev = stack.use(await clone(await server.createRepository("team")));
  start = await dev.push("feat: start", {
    "slipway.yaml": declaration("optional", PLACES),
    "environments/dev/environment.yaml": environmentFile("dev", 1, undefined),
    "environments/staging/environment.yaml": environmentFile("staging", 2, "dev"),
    "environments/prod/environment.yaml": environmentFile("prod", 3, "staging"),
    "k8s/base/kustomization.yaml": `${KUSTOMIZATION}resources: [deployment.yaml]\n`,
    "k8s/base/deployment.yaml": DEPLOYMENT,
    [overlayPath("dev")]: kustomization("1.1.0", "b"),
    [overlayPath("staging")]: kustomization("1.0.0", "a"),
    [VALUES]: values("1.0.0"),
  });
});
afterAll(() => stack.disposeAsync());

async function look(files: Files) {
  await dev.git("checkout", "--quiet", "--detach", start);
  const head = await dev.commit("change", files);
  return await lookAt({ dev }, { base: start, head });
}

test("a pin that moves is shown as the image that changes, in its kustomization alone, and is no failure", async () => {
  const found = await look({ [overlayPath("staging")]: kustomization("1.1.0", "b") });
  expect([found.results, found.code]).toEqual([["k8s/overlays/staging done"], 0]);
  expect(found.diff).toContain(`-        - image: registry.test/${IMAGE}:1.0.0@${digestOf("a")}`);
  expect(found.diff).toContain(`+        - image: registry.test/${IMAGE}:1.1.0@${digestOf("b")}`);
  expect(found.markdown).toContain("slipway.yaml pins orders of staging here");
  expect(found.markdown).not.toContain("Not covered");
});

test("a change of the base is shown in each kustomization that reaches it, with what no gate holds", async () => {
  const found = await look({ "k8s/base/deployment.yaml": DEPLOYMENT.replace("replicas: 2", "replicas: 1") });
  expect([found.results, found.code]).toEqual([["k8s/overlays/dev done", "k8s/overlays/staging done"], 0]);
  expect(found.diff).toContain("! ");
  expect(found.diff).toContain("takes effect with the merge, and no gate holds it");
});

test("a pin in values that nothing renders is named with what it becomes, and never as no change", async () => {
  const found = await look({ [VALUES]: values("1.1.0") });
  expect([found.results, found.code]).toEqual([["prod/orders done"], 0]);
  expect(found.markdown).toContain("### Not rendered");
  expect(found.markdown).toMatch(/orders in prod 1\\?\.0\\?\.0.* → 1\\?\.1\\?\.0/);
  expect(found.markdown).not.toContain("No running manifest changes");
  expect(found.diff).toContain(`# not rendered: orders of prod in ${VALUES}`);
});

test("also of a change elsewhere it is said that those manifests are not known", async () => {
  const found = await look({ "charts/orders/templates/deployment.yaml": "x: 1\n" });
  expect([found.results, found.code]).toEqual([[], 0]);
  expect(found.markdown).toContain("No rendered manifest changes");
  expect(found.markdown).toContain("is not known");
  expect(found.lines).toContain("info: No rendered manifest changes.");
});

test("a kustomization that cannot be rendered fails", async () => {
  const found = await look({ [overlayPath("staging")]: `${kustomization("1.1.0", "b")}components: [x]\n` });
  expect([found.results, found.code]).toEqual([["k8s/overlays/staging failed"], 1]);
  expect(found.markdown).toContain("### Cannot be rendered");
});
