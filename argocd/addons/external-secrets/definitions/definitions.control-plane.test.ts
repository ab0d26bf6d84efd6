/** credentials.yaml of every environment, as an API server takes it that knows External Secrets' kinds: no unknown field, no wrong value. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ControlPlane } from "../../../../local/control-plane/control-plane.ts";
import { waitFor } from "../../../../local/wait/wait.ts";

const here = import.meta.dirname;
const root = join(here, "../../../..");
const module = "github.com/external-secrets/external-secrets";
let folder: TemporaryFolder;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await temporaryFolder();
  plane = await ControlPlane.start(folder.path);
  const { stdout } = await exec("go", ["mod", "download", "-json", module], { cwd: here });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  for (const kind of ["externalsecrets", "secretstores"])
    await plane.kubectl([
      ...["apply", "--server-side", "--filename"],
      join(Dir, `config/crds/bases/external-secrets.io_${kind}.yaml`),
    ]);
  await waitFor(
    async () => {
      const served = await plane.kubectl([
        "api-resources",
        "--api-group=external-secrets.io",
        "--output=name",
      ]);
      return served.includes("externalsecrets") && served.includes("secretstores")
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

/** Rejects with the API server's words. */
const sent = (text: string) =>
  plane.kubectl(["apply", "--validate=strict", "--dry-run=server", "--namespace=default", "-f", "-"], text);

test.each(["dev", "staging", "prod"])("the API server takes every Secret that %s asks for", async (name) => {
  const answer = await sent(credentials(name));
  expect(answer).toContain("secretstore.external-secrets.io/shop created");
  expect(answer.match(/externalsecret\.external-secrets\.io\/\S+ created/g)?.length).toBe(
    credentials(name).match(/kind: ExternalSecret$/gm)?.length,
  );
});

test.each([
  ["an unknown field", "templateAs: Values", "templateas: Values", /unknown field .*templateas/],
  ["an unknown value", "templateAs: Values", "templateAs: Text", /Unsupported value: "Text"/],
  ["an entry without a key", "key: shop-prod/nats, ", "", /remoteRef.key: Required value/],
])("planted: %s is refused", async (_, from, to, words) => {
  await expect(sent(credentials("prod").replace(from, to))).rejects.toThrow(words);
});
