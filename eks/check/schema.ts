import { readFile } from "node:fs/promises";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

let compiled: Promise<ValidateFunction> | undefined;

async function compile(): Promise<ValidateFunction> {
  const text = await readFile(new URL("../schema/cluster-config.json", import.meta.url), "utf8");
  return new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(text));
}

/** What eksctl itself would refuse to load: unknown keys and wrong types, each with its path. */
export async function schemaFindings(file: string, content: unknown): Promise<readonly string[]> {
  compiled ??= compile();
  const validate = await compiled;
  return validate(content) ? [] : (validate.errors ?? []).map((error) => `${file}: ${words(error)}`);
}

function words({ instancePath, message = "", params }: ErrorObject): string {
  const key = instancePath === "" ? "the file" : instancePath.slice(1).replaceAll("/", ".");
  const extra = "additionalProperty" in params ? ` (${params.additionalProperty})` : "";
  return `${key}: ${message}${extra}.\n  eksctl refuses it: https://schema.eksctl.io shows what belongs there.`;
}
