import type { Environment } from "@slipway/lib/domain/environments/environment.ts";
import type { Repository } from "../repository/repository.ts";
import { attribute, key, RETAIN, ref, type Stack } from "./stack.ts";

/** What a cluster needs before it is created, and the log group of its pods. */
export function keyStack({ settings }: Repository, { name: environment, namespace }: Environment): Stack {
  const { account, region } = settings;
  return {
    description: `The key of Secrets in the cluster of ${environment}, and the log group of its pods.`,
    resources: {
      ClusterKey: key(account, `Secrets in the cluster of ${environment}`),
      ClusterKeyName: {
        Type: "AWS::KMS::Alias",
        Properties: { AliasName: `alias/cluster-${environment}`, TargetKeyId: ref("ClusterKey") },
      },
      LogKey: key(account, `Logs of ${environment}`, {
        Sid: "Logs",
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:/${namespace}/*`,
          },
        },
      }),
      PodLogs: {
        Type: "AWS::Logs::LogGroup",
        ...RETAIN,
        Properties: {
          LogGroupName: `/${namespace}/pods`,
          RetentionInDays: 90,
          KmsKeyId: attribute("LogKey", "Arn"),
        },
      },
    },
    outputs: { ClusterKey: attribute("ClusterKey", "Arn") },
  };
}
