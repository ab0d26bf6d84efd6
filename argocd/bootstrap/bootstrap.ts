/**
 * Prepares an empty cluster until git takes over: the admission policies, Argo CD, Argo Rollouts, then the
 * root application. node argocd/bootstrap/bootstrap.ts [--environment <name>] [--dry-run] With an environment
 * it uses the configuration of that environment's own cluster (argocd/clusters/<name>), otherwise that of one
 * cluster for all. It acts on kubectl's current context and is idempotent.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { installation } from "./manifests.ts";
import { upstreams } from "./upstream.ts";

const { values } = parseArgs({
  options: { environment: { type: "string" }, "dry-run": { type: "boolean", default: false } },
});
const root = join(import.meta.dirname, "../..");
const rootFile =
  values.environment === undefined
    ? "argocd/bootstrap/root.yaml"
    : `argocd/clusters/${values.environment}/root.yaml`;
if (!existsSync(join(root, rootFile))) {
  console.error(
    `--environment ${values.environment}: ${rootFile} is not there.\n  Name an environment that has a folder below argocd/clusters.`,
  );
  process.exit(2);
}

await apply("rules of admission", ["-k", join(root, "argocd/addons/admission")]);
for (const upstream of upstreams) await apply(upstream.name, ["-f", "-"], await installation(root, upstream));
// A dry run stores no definitions, so the kinds of the root application are unknown to the cluster.
if (values["dry-run"]) console.log(`${rootFile}: not sent, since nothing was installed.`);
else await apply("root application", ["-f", join(root, rootFile)]);

/** Server-side: Argo CD's definitions are too large for the annotation that a client-side apply writes. */
async function apply(what: string, args: readonly string[], input?: string): Promise<void> {
  const dryRun = values["dry-run"] ? ["--dry-run=server"] : [];
  const all = ["apply", "--server-side", "--force-conflicts", ...dryRun, ...args];
  const { exitCode, stdout, stderr } = await exec("kubectl", all, {
    timeoutMs: 300_000,
    allowFailure: true,
    ...(input === undefined ? {} : { input }),
  });
  if (exitCode !== 0) {
    console.error(`${what}: kubectl refused.\n${stderr}`);
    process.exit(1);
  }
  console.log(`${what}: ${stdout.trim().split("\n").length} objects applied`);
}
