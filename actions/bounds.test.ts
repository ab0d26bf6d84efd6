/** Texts of a pull request, or of a program that quotes one, that made an expression take minutes or for ever. */
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { imageFaults } from "@slipway/lib/domain/images/allowed.ts";
import { checkKustomization } from "@slipway/lib/domain/kustomizations/kustomization.ts";
import { buildInputs } from "@slipway/lib/domain/services/build-inputs.ts";
import { contextUse } from "@slipway/lib/domain/services/dockerfile/dockerfile.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { expect, test } from "vitest";

const policy = { name: "dev", registry: "registry.example.com", platformImages: [] };
const packages = { "package.json": "{}", "package-lock.json": "{}", "a/package.json": '{"name":"a"}' };

test.each<[string, () => unknown]>([
  [
    "a patch's target with many names",
    () =>
      checkKustomization(
        `patches:\n  - {target: {kind: "${"aaa|".repeat(5000)}!"}, patch: "[]"}\n`,
        "kustomization.yaml",
      ),
  ],
  [
    "an image that is a line of @",
    () =>
      imageFaults([{ kind: "A", image: `${"@".repeat(500_000)}\n@sha256:${"a".repeat(64)}` }], policy, []),
  ],
  [
    "a Dockerfile of empty lines",
    () => contextUse(`FROM a\nRUN a \\\n${"\n".repeat(200_000)}x\n`, undefined),
  ],
  [
    "a tsconfig.json that extends without end",
    () => buildInputs(treeOf({ ...packages, "tsconfig.json": '"extends":['.repeat(50_000) }), "a"),
  ],
  [
    "a template of open brackets",
    () => expect(() => parseConfig(`image: "${"{".repeat(500_000)}"\n`)).toThrow("at most 200 characters"),
  ],
  [
    "the words of a program",
    () => exec("node", ["-e", 'console.error("a.".repeat(200000))'], { allowFailure: true }),
  ],
])("in seconds: %s", async (_, read) => {
  const began = process.cpuUsage();
  await read();
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(15);
});
