import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../build/paths.ts";
import { type LocalAddresses, localise } from "./localise.ts";

const addresses: LocalAddresses = {
  repository: "http://127.0.0.1:17000/slipway/slipway.git",
  registry: "127.0.0.1:17001",
  nodeDigest: `sha256:${"a".repeat(64)}`,
};

test("third-party actions become stand-ins; own actions stay", () => {
  const workflow = `steps:
  - uses: actions/checkout@${"0".repeat(40)} # v6.0.0
    with:
      fetch-depth: 0
  - id: bump
    uses: ./actions/bump
`;
  expect(localise(".github/workflows/deliver.yml", workflow, addresses)).toBe(`steps:
  - uses: actions/checkout@local
    with:
      fetch-depth: 0
  - id: bump
    uses: ./actions/bump
`);
});

test("a called workflow uses Slipway's actions from its workspace", () => {
  for (const name of ["call-deliver.yml", "call-promote.yml"]) {
    const path = `.github/workflows/${name}`;
    const local = localise(path, readFileSync(join(repositoryRoot, path), "utf8"), addresses);
    expect(local).toContain("uses: ./.slipway/actions/");
    expect(local).not.toMatch(/\.\.\/slipway|next to the workspace/);
  }
});

test("addresses of repository and registry are replaced in argocd and environments only", () => {
  const text = "repoURL: https://github.com/slipway-dev/slipway.git\nregistry: registry.example.com\n";
  const local = "repoURL: http://127.0.0.1:17000/slipway/slipway.git\nregistry: 127.0.0.1:17001\n";
  expect(localise("argocd/bootstrap/root.yaml", text, addresses)).toBe(local);
  expect(localise("environments/dev/environment.yaml", text, addresses)).toBe(local);
  expect(localise("docs/install.md", text, addresses)).toBe(text);
});

test("the load job's base image gets the local pin, other images keep theirs", () => {
  const file = `images:
  - name: shop/node
    newName: gcr.io/distroless/nodejs24-debian13
    digest: sha256:${"b".repeat(64)}
  - name: other
    newTag: "1"
`;
  expect(localise("environments/dev/platform/kustomization.yaml", file, addresses)).toBe(`images:
  - name: shop/node
    newName: 127.0.0.1:17001/shop/node
    newTag: "24"
    digest: ${addresses.nodeDigest}
  - name: other
    newTag: "1"
`);
});

test("the list of images contains the local registry's base image", () => {
  const file = "platformImages:\n  - gcr.io/distroless/nodejs24-debian13\n";
  expect(localise("environments/dev/environment.yaml", file, addresses)).toBe(
    "platformImages:\n  - 127.0.0.1:17001/shop/node\n",
  );
});

test("no pod requests the proxy of a mesh that does not exist", () => {
  const path = "environments/dev/platform/namespace.yaml";
  const file = readFileSync(join(repositoryRoot, path), "utf8");
  expect(file).toContain("istio-injection: enabled");
  expect(localise(path, file, addresses)).not.toMatch(/istio|proxy/);
});

test("a third of the load is enough if a canary gets a quarter of it", () => {
  const file = '            - { name: REQUESTS_PER_SECOND, value: "22" }\n';
  expect(localise("environments/dev/platform/load.yaml", file, addresses)).toBe(file.replace("22", "8"));
});

test("services get no collector address, and the gateway trusts this machine's network", () => {
  const values =
    "env:\n  LOG_LEVEL: info\n  OTEL_EXPORTER_OTLP_ENDPOINT: http://otel-collector:4318\n  A: b\n";
  expect(localise("services/ads/values.yaml", values, addresses)).toBe("env:\n  LOG_LEVEL: info\n  A: b\n");
  const real = readFileSync(join(repositoryRoot, "services/ads/values.yaml"), "utf8");
  expect(localise("services/ads/values.yaml", real, addresses)).not.toContain("OTEL_EXPORTER");
  const path = "environments/prod/api-gateway/kustomization.yaml";
  const gateway = localise(path, readFileSync(join(repositoryRoot, path), "utf8"), addresses);
  expect(gateway).toContain('name: TRUSTED_PROXIES, value: "10.244.0.0/24,');
  expect(gateway).not.toContain("192.168.");
});

test("there is no soak, and there are no freezes", () => {
  const file = `merge: review
gates:
  soak: 30m # healthy in staging for this long
  approvals: 1
freezes: # nothing comes in while few people are there
  - { name: weekend, cron: "0 16 * * 5", duration: 62h, timezone: Europe/Berlin }
longestRollout: 30m
`;
  expect(localise("environments/prod/environment.yaml", file, addresses)).toBe(`merge: review
gates:
  approvals: 1
longestRollout: 30m
`);
});

test("gates that contained only a soak are removed", () => {
  const file = "merge: auto\ngates:\n  soak: 10m\nevidence: { maxAge: 5m }\n";
  expect(localise("environments/staging/environment.yaml", file, addresses)).toBe(
    "merge: auto\nevidence: { maxAge: 5m }\n",
  );
});

test("the services' packages are installed by the command that GitHub's runs use", () => {
  const install = (path: string) => /npm ci .*/.exec(readFileSync(join(repositoryRoot, path), "utf8"))?.[0];
  const action = ".github/actions/packages/action.yml";
  expect(install(action)).toBeDefined();
  expect(install(join("local/forge/overlay", action))).toBe(install(action));
});
