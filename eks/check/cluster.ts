import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import { parse } from "yaml";
import * as z from "zod";
import type { Settings } from "../repository/settings.ts";
import { daysLeft, type Versions } from "../repository/versions.ts";
import { accessConfig } from "./access.ts";
import { nodeGroups } from "./node-groups.ts";
import { policyFindings } from "./policy.ts";
import { schemaFindings } from "./schema.ts";

export interface Rules {
  readonly settings: Settings;
  readonly versions: Versions;
  readonly now: Date;
}

/** Days that CloudWatch Logs keeps: other numbers are refused when the cluster is created. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const ADDONS = [
  "eks-pod-identity-agent",
  "vpc-cni",
  "coredns",
  "kube-proxy",
  "aws-ebs-csi-driver",
  "metrics-server",
];

/**
 * Everything wrong with one ClusterConfig: eksctl's schema, then what the schema lets pass. `file:line: path: reason, value.` with a
 * remedy; empty when nothing is.
 */
export async function checkCluster(text: string, file: string, rules: Rules): Promise<readonly string[]> {
  const kind = {
    schema: schemaOf(rules),
    remedy: "docs/eks.md says why; eks/clusters/prod.yaml shows a right one.",
  };
  const { findings } = parseYaml(text, file, kind);
  if (findings.some((one) => one.includes("not YAML"))) return findings;
  const content: unknown = parse(text);
  return [...(await schemaFindings(file, content)), ...findings, ...policyFindings(file, content)];
}

const statement = z.looseObject({});
const association = z.looseObject({
  namespace: z.string("expected a namespace"),
  serviceAccountName: z.string("expected a service account: without one no pod gets the role"),
  permissionPolicy: statement.optional(),
});

function schemaOf({ settings, versions, now }: Rules) {
  const { account, region } = settings;
  const zone = z.string().startsWith(region, `expected a zone of ${region}`);
  return z.looseObject({
    metadata: z.looseObject({
      name: z.string(),
      region: z.literal(region, `expected ${region}, as in eks/aws.yaml`),
      version: z.string("expected a quoted version").superRefine((version, context) => {
        const left = daysLeft(versions.kubernetes.ends, version, now);
        if (left === undefined) context.addIssue("expected a version of eks/versions.yaml");
        else if (left < versions.minimumDays)
          context.addIssue(`expected ${versions.minimumDays} days of standard support, ${left} are left`);
      }),
      tags: z.looseObject({ environment: z.string() }, "expected a tag that names the environment"),
    }),
    upgradePolicy: z.looseObject(
      { supportType: z.literal("STANDARD", "expected STANDARD: extended support costs six times as much") },
      "expected { supportType: STANDARD }: the default costs six times as much once support has ended",
    ),
    availabilityZones: z
      .array(zone, "expected a list of zones")
      .refine((zones) => new Set(zones).size >= 3, "expected at least three zones"),
    vpc: z.looseObject({
      cidr: z.string("expected the network's address range: policies name its subnets"),
      nat: z.looseObject({
        gateway: z.enum(["Single", "HighlyAvailable"], "expected Single or HighlyAvailable"),
      }),
      clusterEndpoints: z.looseObject({
        publicAccess: z.literal(false, "expected false: the API server is not on the internet"),
        privateAccess: z.literal(true, "expected true, or nothing reaches the API server"),
      }),
    }),
    secretsEncryption: z.looseObject(
      {
        keyARN: z
          .string()
          .regex(
            new RegExp(`^arn:aws:kms:${region}:${account}:key/[0-9a-f-]{36}$`),
            "expected the ARN of a key in this account and region; an alias is refused",
          ),
      },
      "expected a key: without one, Secrets are in etcd as they were written",
    ),
    cloudWatch: z.looseObject({
      clusterLogging: z.looseObject({
        enableTypes: z
          .array(z.string())
          .refine((types) => LOGS.every((one) => types.includes(one)), `expected all of ${LOGS.join(", ")}`),
        logRetentionInDays: z
          .int("expected a number of days: without one, logs are kept and paid for ever")
          .refine((days) => RETENTIONS.includes(days), `expected one of ${RETENTIONS.join(", ")}`),
      }),
    }),
    zonalShiftConfig: z.looseObject({ enabled: z.literal(true, "expected true") }),
    accessConfig: accessConfig(account),
    iam: z.looseObject({
      withOIDC: z.literal(true, "expected true: External Secrets and Fargate's pods need it"),
      podIdentityAssociations: z.array(association).default([]),
    }),
    addons: z
      .array(z.looseObject({ name: z.string(), configurationValues: z.string().optional() }))
      .superRefine(addonFindings),
    managedNodeGroups: nodeGroups(zone),
    fargateProfiles: z
      .array(z.looseObject({ selectors: z.array(z.looseObject({ namespace: z.string() })).min(1) }))
      .min(1, "expected a profile for what adds nodes"),
    capabilities: z
      .undefined("expected none: Argo CD is installed from argocd/, and the managed one has no notifications")
      .optional(),
    nodeGroups: z
      .undefined("expected managedNodeGroups only: others are not replaced when they fail")
      .optional(),
  });
}

function addonFindings(
  addons: readonly { readonly name: string; readonly configurationValues?: string | undefined }[],
  context: z.RefinementCtx,
): void {
  for (const name of ADDONS.filter((each) => !addons.some((addon) => addon.name === each)))
    context.addIssue(`expected the add-on ${name}`);
  const values = addons.find(({ name }) => name === "vpc-cni")?.configurationValues ?? "";
  if (!/"enableNetworkPolicy":\s*"true"/.test(values))
    context.addIssue(
      'expected vpc-cni with "enableNetworkPolicy":"true": without it NetworkPolicies are accepted and ignored',
    );
  else if (!/"NETWORK_POLICY_ENFORCING_MODE":\s*"strict"/.test(values))
    context.addIssue(
      "expected vpc-cni in strict mode: in the standard one a new pod reaches everything at first",
    );
}
