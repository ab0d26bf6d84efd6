/**
 * ExternalSecrets of environments, broker and reporter, on an API server with the operator's CRDs: no unknown
 * fields, no invalid values.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { ControlPlane } from "@slipway/local/control-plane/control-plane.ts";
import { waitFor } from "@slipway/local/wait/wait.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitions } from "./module.ts";
import { vaultStore } from "./testing/vault-store.ts";

const root = join(import.meta.dirname, "../../../..");
let folder: TemporaryFolder;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await temporaryFolder();
  plane = await ControlPlane.start(folder.path);
  for (const file of await definitions())
    if (/externalsecrets|secretstores|githubaccesstokens/.test(file))
      await plane.kubectl(["apply", "--server-side", "--filename", file]);
  await waitFor(
    async () => {
      const served = await plane.kubectl(["api-resources", "--output=name"]);
      return ["externalsecrets.", "secretstores.", "githubaccesstokens."].every((kind) =>
        served.includes(kind),
      )
        ? { value: true }
        : { seen: served };
    },
    { what: "the kinds of External Secrets", seconds: 60 },
  );
});

afterAll(async () => {
  await plane?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const credentials = (environment: string) =>
  readFileSync(join(root, `environments/${environment}/platform/credentials.yaml`), "utf8");

/** Rejects with the API server's message. */
const sent = (text: string) =>
  plane.kubectl(["apply", "--validate=strict", "--dry-run=server", "--namespace=default", "-f", "-"], text);

test.each(["dev", "staging", "prod"])("the API server accepts every ExternalSecret of %s", async (name) => {
  const answer = await sent(credentials(name));
  expect(answer).toContain("secretstore.external-secrets.io/shop created");
  expect(answer.match(/externalsecret\.external-secrets\.io\/\S+ created/g)?.length).toBe(
    credentials(name).match(/kind: ExternalSecret$/gm)?.length,
  );
});

test.each(["dev", "staging", "prod"].flatMap((name) => [`${name}/nats`, `${name}/reporter`]))(
  "the API server accepts every ExternalSecret of argocd/clusters/%s",
  async (folder) => {
    const { stdout } = await exec("kustomize", ["build", join(root, "argocd/clusters", folder)]);
    const own = stdout
      .split("---\n")
      .filter((one) => /^apiVersion: (generators\.)?external-secrets\.io/m.test(one));
    const answer = await sent(own.join("---\n").replaceAll(/^ {2}namespace: .*\n/gm, ""));
    expect(answer.trim().split("\n")).toHaveLength(own.length);
    expect(own.length).toBeGreaterThan(1);
  },
);

test("the API server takes the store for Vault of the add-on's page", async () => {
  const store = JSON.stringify(vaultStore());
  expect(await sent(store)).toContain("secretstore.external-secrets.io/shop created");
  await expect(sent(store.replace("mountPath", "mount"))).rejects.toThrow(/unknown field .*mount"/);
  await expect(sent(store.replace('"v2"', '"v3"'))).rejects.toThrow(/Unsupported value: "v3"/);
});

test.each([
  ["an unknown field", "templateAs: Values", "templateas: Values", /unknown field .*templateas/],
  ["an unknown value", "templateAs: Values", "templateAs: Text", /Unsupported value: "Text"/],
  ["an entry without a key", "key: shop-prod/nats, ", "", /remoteRef.key: Required value/],
])("planted: %s is refused", async (_, from, to, words) => {
  await expect(sent(credentials("prod").replace(from, to))).rejects.toThrow(words);
});
