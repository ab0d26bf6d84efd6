import { goModuleFolder } from "../../catalogue/go-module.ts";

/** Folder of the operator's module. */
export const moduleFolder = (): Promise<string> =>
  goModuleFolder(import.meta.dirname, "github.com/external-secrets/external-secrets");
