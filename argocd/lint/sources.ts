import * as z from "zod";
import { documents, type Files, isRecord } from "./rule.ts";
import { configOf } from "./settings.ts";

/** The cluster in which Argo CD itself runs. */
export const OWN_CLUSTER = "https://kubernetes.default.svc";

/**
 * One Argo CD for every environment reads the cluster from environment.yaml; its project still limits the
 * target.
 */
export const FROM_ENVIRONMENT = "{{ (index .clusters 0).server }}";

/** The rules about projects and ApplicationSets know the right server of an environment. */
export const cluster = z
  .string()
  .refine(
    (server) => server === FROM_ENVIRONMENT || /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(server),
    `expected ${OWN_CLUSTER}, or the server of an environment's cluster`,
  );
export const literal = z
  .string()
  .regex(/^[^{]*$/, "expected a literal: a template would let a file choose its own walls");

const required = ["ApplyOutOfSyncOnly=true", "FailOnSharedResource=true"];

// With PruneLast a sync waits for the whole canary, and so does a revert.
const refused = ["PruneLast=true", "CreateNamespace=true", "Replace=true", "Force=true", "Validate=false"];

const leaf = z.literal(
  ".spec.http[].route[].weight",
  "expected .spec.http[].route[].weight: only the weight itself may be ignored, a wider path hides drift",
);

/** Rollouts adds it during a canary whose strategy has `canary.preview`. */
const preview = z.literal(
  '.spec.http[] | select(.name == "preview")',
  'expected the route of testers: .spec.http[] | select(.name == "preview")',
);

const allowed = "only weights of VirtualServices may be ignored, and what the autoscaler sets of Rollouts";

const weights = z.strictObject({
  group: z.literal("networking.istio.io", allowed),
  kind: z.literal("VirtualService", allowed),
  jqPathExpressions: z.tuple([leaf, preview], "expected exactly the weight and the route of testers"),
});

/** The autoscaler uses this field manager; it writes only the number of pods of a Rollout. */
const autoscaler = z.strictObject({
  group: z.literal("argoproj.io", allowed),
  kind: z.literal("Rollout", allowed),
  managedFieldsManagers: z.tuple(
    [z.literal("kube-controller-manager", "expected kube-controller-manager: the autoscaler")],
    "expected exactly [kube-controller-manager]: what others set is drift",
  ),
});

const ignored = z.discriminatedUnion("kind", [weights, autoscaler], allowed);

/** Source of applications: one address and one branch, those of slipway.yaml. */
export interface Sources {
  readonly repository: z.ZodType<string>;
  readonly branch: z.ZodType<string>;
  readonly applicationSpec: ReturnType<typeof applicationSpecOf>;
}

/** Each rule needs the same schema, which takes longer to build than a file to check. */
const known = new Map<string, Sources>();

export function sourcesOf(files: Files): Sources {
  const { repository, branch } = configOf(files);
  const url = repository ?? addressOfRoot(files);
  const key = `${url} ${branch}`;
  const sources = known.get(key) ?? build(url, branch);
  known.set(key, sources);
  return sources;
}

function build(url: string, name: string): Sources {
  const repository = z.literal(
    url,
    `expected ${url}, the address in slipway.yaml that a fork replaces everywhere at once`,
  );
  const ref = `refs/heads/${name}`;
  const branch = z.literal(ref, `expected ${ref}: unambiguous, and quicker to resolve`);
  return { repository, branch, applicationSpec: applicationSpecOf(repository, branch) };
}

/** Without `repository` in slipway.yaml all must agree with the manually applied application. */
function addressOfRoot(files: Files): string {
  const root = documents(files.get("argocd/bootstrap/root.yaml") ?? "").find(
    ({ kind }) => kind === "Application",
  );
  const spec = isRecord(root?.spec) ? root.spec : {};
  return isRecord(spec.source) ? String(spec.source.repoURL) : "";
}

/** An accepted application: strict, so that no override (kustomize images, helm values) is possible. */
function applicationSpecOf(repository: z.ZodType<string>, branch: z.ZodType<string>) {
  return z.strictObject({
    project: z.string(),
    source: z.strictObject(
      { repoURL: repository, targetRevision: branch, path: z.string() },
      "expected only repoURL, targetRevision and path: only git says what runs",
    ),
    destination: z.strictObject({ server: cluster, namespace: z.string() }),
    ignoreDifferences: z.array(ignored).optional(),
    syncPolicy: z.strictObject({
      automated: z.strictObject({
        prune: z.literal(true, "expected true"),
        selfHeal: z.literal(true, "expected true"),
        allowEmpty: z
          .literal(false, "expected false: an empty render must not empty an environment")
          .optional(),
      }),
      retry: z.strictObject({
        limit: z.int().min(1),
        refresh: z.literal(true, "expected true, or a fix waits behind the failing commit"),
        backoff: z.looseObject({}),
      }),
      syncOptions: z.array(z.string()).superRefine((options, context) => {
        for (const option of required.filter((one) => !options.includes(one)))
          context.addIssue(`the option ${option} is missing`);
        for (const option of refused.filter((one) => options.includes(one)))
          context.addIssue(`the option ${option} is not allowed`);
      }),
    }),
  });
}
