/** Four repositories without Slipway: init without a flag writes correct files. */
import { renderManifests } from "@slipway/lib/app/render/render.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { lintBuilt } from "../../argocd/lint/built.ts";
import { lint, readFiles } from "../../argocd/lint/lint.ts";
import { init } from "./init.ts";
import { request } from "./request.ts";

const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec: {containers: [{name: app, image: "${image}"}]}
`;
const overlay = (tag: string) =>
  `resources: [../../base]\nimages:\n  - {name: acme/orders, newName: registry.example.com/acme/orders, newTag: ${tag}}\n`;

interface Stranger {
  readonly origin: string;
  readonly files: Files;
  readonly services: readonly object[];
}

const STRANGERS: Readonly<Record<string, Stranger>> = {
  "Go with go.work": {
    origin: "git@github.com:Acme/payments.git",
    files: {
      "go.work": "go 1.24\nuse (\n ./cmd/api\n ./libs/money\n)\n",
      "cmd/api/go.mod": "module acme.dev/api\n\ngo 1.24\n\nrequire acme.dev/money v0.0.0\n",
      "cmd/api/main.go": 'package main\nimport "acme.dev/money"\nfunc main() { money.Pay() }\n',
      "cmd/api/Dockerfile": "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build ./cmd/api\nEXPOSE 9090\n",
      "libs/money/go.mod": "module acme.dev/money\n\ngo 1.24\n",
      "libs/money/money.go": "package money\nfunc Pay() {}\n",
    },
    services: [{ name: "api", image: "payments/api", build: { context: "" } }],
  },
  "Python at the root": {
    origin: "https://token@github.com/acme/Recommender",
    files: { Dockerfile: "FROM python:3.12\nCOPY app app\nEXPOSE 8000\n", "app/main.py": "app = 1\n" },
    services: [{ name: "recommender", ports: [{ port: 8000 }] }],
  },
  "a Helm chart elsewhere, with a pinned image": {
    origin: "ssh://git@github.com:22/acme/shipping.git",
    files: {
      "services/tracker/Dockerfile": "FROM node:22\nCOPY . .\n",
      "charts/tracker/Chart.yaml": "apiVersion: v2\nname: tracker\nversion: 0.1.0\n",
      "charts/tracker/values.yaml": "image:\n  repository: ghcr.io/acme/tracker\n  tag: 1.7.3\n",
      "charts/tracker/templates/d.yaml": deployment("{{ .Values.image.repository }}:{{ .Values.image.tag }}"),
    },
    services: [{ name: "tracker", image: "shipping/tracker" }],
  },
  "kustomize overlays": {
    origin: "https://github.com/acme/orders.git",
    files: {
      "orders/Dockerfile": "FROM python:3.12\nCOPY . .\n",
      "k8s/base/kustomization.yaml": "resources: [deployment.yaml]\n",
      "k8s/base/deployment.yaml": deployment("acme/orders"),
      "k8s/overlays/dev/kustomization.yaml": overlay("2.1.0"),
      "k8s/overlays/prod/kustomization.yaml": overlay("2.1.0"),
    },
    services: [{ name: "orders", image: "orders/orders" }],
  },
};

test.each(Object.entries(STRANGERS))("%s", async (_name, { origin, files, services }) => {
  await using server = await startGitServer();
  await using repo = await emptyClone(await server.createRepository("stranger"));
  await repo.commit("feat: start", files);
  await repo.git("remote", "set-url", "origin", origin);
  const report = recordedReport();
  const context = { ...testContext(repo.path), report };
  await init(request.parse({}), context);
  await repo.commit("chore: set up Slipway", {});
  expect(lint(await readFiles(repo.path))).toEqual([]);
  expect(await lintBuilt(repo.path)).toEqual([]);
  const tree = await openGit(repo.path, { identity: { name: "t", email: "t@example.com" } }).tree("HEAD");
  const found = await readServices(tree);
  expect(found).toMatchObject(services);
  for (const each of (await renderManifests(tree, found)).values()) expect(each).toHaveProperty("manifests");
  const said = report.lines.join("\n");
  expect(said).not.toContain("token@");
  expect(said).toContain("--registry ghcr.io/acme (GitHub's registry of the repository's owner)");
  expect(said).toMatch(/Next steps:[\s\S]*1\. Review[\s\S]*slipway doctor --reporters[\s\S]*slipway status/);
});

test("unknown values are requested together; a folder outside git is refused", async () => {
  await using server = await startGitServer();
  await using repo = await emptyClone(await server.createRepository("stranger"));
  const run = () => init(request.parse({}), testContext(repo.path));
  await expect(run()).rejects.toThrow("nothing is committed yet");
  await repo.commit("feat: start", { "a/Dockerfile": "FROM scratch\n" });
  await repo.git("remote", "remove", "origin");
  await expect(run()).rejects.toThrow(/"repository" is missing[\s\S]*"product"[\s\S]*"registry"/);
});
