/** The policy on an API server with Kyverno's CRDs: no unknown fields, no invalid values. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import { moduleFolder } from "./kyverno/module.ts";

const policy = readFileSync(join(import.meta.dirname, "policy.yaml"), "utf8");
let folder: TemporaryFolder;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await temporaryFolder();
  plane = await ControlPlane.start(folder.path);
  const definition = "config/crds/policies.kyverno.io/policies.kyverno.io_imagevalidatingpolicies.yaml";
  await plane.kubectl(["apply", "--server-side", "--filename", join(await moduleFolder(), definition)]);
  await waitFor(
    async () => {
      const served = await plane.kubectl(["api-resources", "--output=name"]);
      return served.includes("imagevalidatingpolicies.") ? { value: true } : { seen: served };
    },
    { what: "the kind ImageValidatingPolicy", seconds: 60 },
  );
});

afterAll(async () => {
  await plane?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

/** Rejects with the API server's message. */
const sent = (text: string) =>
  plane.kubectl(["apply", "--validate=strict", "--dry-run=server", "-f", "-"], text);

test("the API server accepts the policy", async () => {
  await expect(sent(policy)).resolves.toContain("slipway-image-signatures created");
});

test.each([
  ["an unknown field", "subjectRegExp:", "subjectRegex:", /unknown field .*subjectRegex/],
  ["an unknown failure policy", "failurePolicy: Fail", "failurePolicy: Open", /Unsupported value: "Open"/],
  ["an attestor without a kind", "cosign:", "gpg:", /unknown field .*gpg/],
])("planted: %s is refused", async (_, from, to, words) => {
  expect(policy).toContain(from);
  await expect(sent(policy.replace(from, to))).rejects.toThrow(words);
});
