import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

const page = join(import.meta.dirname, "../../README.md");

const store = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal("SecretStore"),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ provider: z.looseObject({ vault: z.looseObject({ server: z.string() }) }) }),
});

/** The manifest that the add-on's page gives for Vault. */
export function vaultStore(): z.output<typeof store> {
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(page, "utf8")) ?? [];
  return store.parse(parse(text));
}
