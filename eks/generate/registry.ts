import type { Repository } from "../repository/repository.ts";
import { attribute, excused, key, logicalName, RETAIN, ref, type Stack } from "./stack.ts";

/**
 * What is pinned, held, or was ever released has a version's tag, and nothing expires that has one: ECR counts an image to the
 * first rule that its tags match, and this one never reaches its count. Images that were built and never pinned go after 30 days.
 */
export const lifecycle = {
  rules: [
    {
      rulePriority: 1,
      description: "released images stay",
      selection: {
        tagStatus: "tagged",
        tagPatternList: ["*.*.*"],
        countType: "imageCountMoreThan",
        countNumber: 100_000,
      },
      action: { type: "expire" },
    },
    {
      rulePriority: 2,
      description: "built, never released",
      selection: {
        tagStatus: "tagged",
        tagPatternList: ["sha-*"],
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 30,
      },
      action: { type: "expire" },
    },
  ],
};

/** A repository for each image. */
export function registryStack({ settings, images }: Repository): Stack {
  const repositories = images.map((name) => [
    logicalName(name),
    {
      Type: "AWS::ECR::Repository",
      ...RETAIN,
      Metadata: excused("CKV_AWS_51", "tags are immutable but for sha256-*, which checkov does not know"),
      Properties: {
        RepositoryName: name,
        // What cosign attests is added to under one tag, sha256-<digest>.att; its signature is checked wherever it is read.
        ImageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        ImageTagMutabilityExclusionFilters: [
          {
            ImageTagMutabilityExclusionFilterType: "WILDCARD",
            ImageTagMutabilityExclusionFilterValue: "sha256-*",
          },
        ],
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: { EncryptionType: "KMS", KmsKey: attribute("Key", "Arn") },
        LifecyclePolicy: { LifecyclePolicyText: JSON.stringify(lifecycle) },
      },
    },
  ]);
  return {
    description: "A repository for each image, whose tags stay what they are.",
    resources: {
      Key: key(settings.account, "Images in ECR"),
      KeyName: {
        Type: "AWS::KMS::Alias",
        Properties: { AliasName: "alias/images", TargetKeyId: ref("Key") },
      },
      ...Object.fromEntries(repositories),
    },
  };
}
