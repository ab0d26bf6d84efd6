import { parse } from "yaml";
import * as z from "zod";

/** A role that eksctl makes for a service account. */
export interface Role {
  readonly arn: string;
  readonly namespace: string;
  readonly account: string;
  readonly trust: unknown;
  readonly policy: unknown;
}

const cluster = z.looseObject({
  iam: z.looseObject({
    serviceAccounts: z.array(
      z.looseObject({
        metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
        roleName: z.string(),
        attachPolicy: z.unknown().optional(),
      }),
    ),
  }),
});

/** The roles of a ClusterConfig's service accounts, with the trust that eksctl gives them. @param provider ARN of the cluster's issuer */
export function rolesOf(text: string, account: string, provider: string): readonly Role[] {
  const issuer = provider.replace(/^.*:oidc-provider\//, "");
  return cluster.parse(parse(text)).iam.serviceAccounts.map(({ metadata, roleName, attachPolicy }) => ({
    arn: `arn:aws:iam::${account}:role/${roleName}`,
    namespace: metadata.namespace,
    account: metadata.name,
    policy: attachPolicy,
    trust: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Principal: { Federated: provider },
          Condition: {
            StringEquals: {
              [`${issuer}:sub`]: `system:serviceaccount:${metadata.namespace}:${metadata.name}`,
              [`${issuer}:aud`]: "sts.amazonaws.com",
            },
          },
        },
      ],
    },
  }));
}
