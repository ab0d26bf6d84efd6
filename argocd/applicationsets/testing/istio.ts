/** Istio's kinds, as its release defines them; no mesh runs. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { goModuleFolder } from "../../addons/catalogue/go-module.ts";

const component = join(import.meta.dirname, "../../../local/components/istio");
const used =
  /^ {2}name: (virtualservices|destinationrules)\.networking|^ {2}name: (peerauthentications|authorizationpolicies)\.security/m;

/** Those that the chart's releases use. */
export async function defineIstio(plane: ControlPlane): Promise<void> {
  const module = await goModuleFolder(component, "istio.io/istio");
  const all = await readFile(join(module, "manifests/charts/base/files/crd-all.gen.yaml"), "utf8");
  const definitions = all.split(/^---\n/m).filter((one) => used.test(one));
  await plane.kubectl(["apply", "--server-side", "-f", "-"], definitions.join("---\n"));
}
