import type { Repository } from "../repository/repository.ts";
import type { RoleUse } from "../repository/workflows.ts";
import { attribute, policy, type Resource, type Stack, type Statement } from "./stack.ts";

const ISSUER = "token.actions.githubusercontent.com";

/** What a role may do with the images, by the variable that the workflows name it with. */
const RIGHTS: Readonly<
  Record<string, { readonly does: string; readonly name: string; readonly actions: readonly string[] }>
> = {
  AWS_ROLE_ARN: {
    does: "pushes images built from main",
    name: "push",
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ],
  },
  AWS_HOTFIX_ROLE_ARN: {
    does: "pushes images built from a hotfix branch",
    name: "push-hotfix",
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ],
  },
  AWS_READ_ROLE_ARN: {
    does: "reads images and their signatures",
    name: "read",
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:ListImages",
    ],
  },
  AWS_TAG_ROLE_ARN: {
    does: "reads images and names them by version",
    name: "tag",
    // PutImage without an upload of layers: a version's tag for an image that is there already.
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:ListImages",
      "ecr:PutImage",
    ],
  },
};

/** GitHub's identity provider, and one role for each variable that the workflows name. */
export function githubStack({ settings, images, roleUses }: Repository): Stack {
  const { account, region } = settings;
  const product = images.map((image) => `arn:aws:ecr:${region}:${account}:repository/${image}`);
  const variables = [...new Set(roleUses.map(({ variable }) => variable))].sort();
  const unknown = variables.filter((variable) => RIGHTS[variable] === undefined);
  if (unknown.length > 0)
    throw new Error(
      `${unknown.join(", ")}: no role is known for it.\n  Say in eks/generate/github.ts what it may do.`,
    );
  const roles = variables.map((variable) => {
    const { name = "", does = "", actions = [] } = RIGHTS[variable] ?? {};
    const uses = roleUses.filter((use) => use.variable === variable);
    const role: Resource = {
      Type: "AWS::IAM::Role",
      DependsOn: ["GitHub"],
      Properties: {
        RoleName: `${settings.repository.split("/")[1]}-${name}`,
        Description: `${does}; ${[...new Set(uses.map(({ workflow }) => workflow.split("/").pop()))].join(", ")}`,
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: trust(settings, uses),
        Policies: [
          {
            PolicyName: name,
            PolicyDocument: policy(
              { Sid: "Login", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
              { Sid: "Images", Effect: "Allow", Action: actions, Resource: product },
            ),
          },
        ],
      },
    };
    return { variable, logical: logical(variable), role };
  });
  return {
    description: "GitHub Actions as an identity provider, and the roles that its workflows take.",
    resources: {
      GitHub: {
        Type: "AWS::IAM::OIDCProvider",
        Properties: { Url: `https://${ISSUER}`, ClientIdList: ["sts.amazonaws.com"] },
      },
      ...Object.fromEntries(roles.map(({ logical, role }) => [logical, role])),
    },
    outputs: Object.fromEntries(roles.map(({ logical }) => [logical, attribute(logical, "Arn")])),
  };
}

/** `AWS_READ_ROLE_ARN` is `ReadRole`. */
const logical = (variable: string) =>
  variable
    .replace(/^AWS_|_ARN$/g, "")
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("");

/** Only jobs of these workflows, on their branch, in their environment: each use is a statement of its own. */
function trust(settings: Repository["settings"], uses: readonly RoleUse[]) {
  const groups = Map.groupBy(uses, ({ environment = "", ref }) => `${environment} ${ref}`);
  return policy(
    ...[...groups.values()].map((group): Statement => {
      const { environment, ref = "" } = group[0] ?? {};
      const subject = `${settings.subject}:${environment === undefined ? `ref:${ref}` : `environment:${environment}`}`;
      const workflows = [
        ...new Set(group.map(({ workflow }) => `${settings.repository}/${workflow}@${ref}`)),
      ].sort();
      const bound = {
        [`${ISSUER}:sub`]: subject,
        [`${ISSUER}:ref`]: ref,
        [`${ISSUER}:job_workflow_ref`]: workflows.length === 1 ? workflows[0] : workflows,
      };
      const exact = {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:repository_id`]: settings.repositoryId,
      };
      return {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${settings.account}:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: ref.includes("*")
          ? { StringEquals: exact, StringLike: bound }
          : { StringEquals: { ...exact, ...bound } },
      };
    }),
  );
}
