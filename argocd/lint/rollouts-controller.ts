import { documents, finding, isRecord, type Rule } from "./rule.ts";

const path = "argocd/bootstrap/rollouts/controller.yaml";
const VARIABLE = "ARGO_ROLLOUTS_PROMETHEUS_ADDRESS";
const remedy = `Set ${VARIABLE} of the container argo-rollouts to the cluster's Prometheus, as http://<service>.<namespace>.svc:<port>.`;

/**
 * The Rollouts controller has the address of Prometheus: the AnalysisTemplates contain none, and an error in
 * them aborts a canary.
 */
export const rolloutsController: Rule = (files) => {
  const text = files.get(path);
  if (text === undefined)
    return [finding(path, "missing, so no analysis finds Prometheus and every canary is aborted", remedy)];
  const values = documents(text).flatMap(addressesOf);
  const [value] = values;
  if (value === undefined || value === "")
    return [finding(path, `${VARIABLE} is not set, so every canary is aborted`, remedy)];
  if (values.length > 1) return [finding(path, `${VARIABLE} is set ${values.length} times`, "Keep one.")];
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
    ? []
    : [finding(path, `${VARIABLE}: ${value} is not an http or https address`, remedy)];
};

function addressesOf(deployment: Record<string, unknown>): readonly string[] {
  const containers = at(deployment, ["spec", "template", "spec", "containers"]);
  return list(containers)
    .filter(({ name }) => name === "argo-rollouts")
    .flatMap(({ env }) => list(env))
    .filter(({ name }) => name === VARIABLE)
    .map(({ value }) => String(value ?? ""));
}

const at = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce((each, key) => (isRecord(each) ? each[key] : undefined), value);

const list = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
