import type { Environment } from "@slipway/lib/domain/environments/environment.ts";
import type { Repository } from "../repository/repository.ts";
import { clusterCost, environmentCost, month, type Prices } from "./costs.ts";

export interface Step {
  readonly title: string;
  readonly creates: string;
  /** US dollars a month at rest; 0 for what costs nothing by itself. */
  readonly monthly: number;
  readonly run: readonly string[];
  readonly check: readonly string[];
  readonly undo: readonly string[];
}

export interface Known {
  readonly repository: Repository;
  readonly prices: Prices;
  /** Text of each environment's ClusterConfig. */
  readonly clusters: ReadonlyMap<string, string>;
}

/** Every command from an empty account to the first delivery, in order; pure. */
export function steps({ repository, prices, clusters }: Known): readonly Step[] {
  return [
    github(repository),
    registry(repository, prices),
    ...repository.environments.flatMap((environment) => [
      clusterKey(environment, prices),
      cluster(environment, clusterCost(prices, clusters.get(environment.name) ?? "")),
      environmentStack(repository, environment, environmentCost(prices, repository, environment.name)),
      ...(repository.databases.length > 0 ? [databases(repository, environment)] : []),
      argocd(environment),
    ]),
    delivery(),
  ];
}

const deploy = (stack: string) =>
  `aws cloudformation deploy --stack-name slipway-${stack} --template-file eks/stacks/${stack}.yaml --capabilities CAPABILITY_NAMED_IAM`;
const remove = (stack: string) => `aws cloudformation delete-stack --stack-name slipway-${stack}`;
const output = (stack: string, name: string) =>
  `aws cloudformation describe-stacks --stack-name slipway-${stack} --query "Stacks[0].Outputs[?OutputKey=='${name}'].OutputValue" --output text`;

function github({ settings, roleUses }: Repository): Step {
  const variables = [...new Set(roleUses.map(({ variable }) => variable))].sort();
  const roleOf = (variable: string) =>
    variable
      .replace(/^AWS_|_ARN$/g, "")
      .split("_")
      .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
      .join("");
  const set = (name: string, value: string) =>
    `gh variable set ${name} --repo ${settings.repository} --body "${value}"`;
  return {
    title: "GitHub may push and read images",
    creates: `the identity provider and ${variables.length} roles`,
    monthly: 0,
    run: [
      deploy("github"),
      ...variables.map((variable) => set(variable, `$(${output("github", roleOf(variable))})`)),
      set("AWS_REGION", settings.region),
      set("AWS_ACCOUNT_ID", settings.account),
      set("SLIPWAY_REGISTRY", `${settings.account}.dkr.ecr.${settings.region}.amazonaws.com`),
    ],
    check: [
      "aws iam list-roles --query \"Roles[?starts_with(RoleName, 'slipway-')].RoleName\" --output text",
    ],
    undo: [remove("github")],
  };
}

function registry({ images, settings }: Repository, prices: Prices): Step {
  const host = `${settings.account}.dkr.ecr.${settings.region}.amazonaws.com`;
  const [owner = ""] = settings.repository.split("/");
  return {
    title: "A registry for the images",
    creates: `${images.length} repositories and their key; 0.10 USD a month for each GB in them`,
    monthly: month(prices, "key"),
    run: [
      deploy("registry"),
      "# The reporter's image, from a release of Slipway; <version> is the release's tag.",
      `aws ecr get-login-password | crane auth login ${host} --username AWS --password-stdin`,
      `cosign verify ghcr.io/${owner.toLowerCase()}/slipway/reporter:<version> --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity https://github.com/${settings.repository}/.github/workflows/publish.yml@refs/tags/<version>`,
      `crane copy ghcr.io/${owner.toLowerCase()}/slipway/reporter:<version> ${host}/slipway/reporter:<version>`,
      `sed -i "s#sha256:[0-9a-f]*#$(crane digest ${host}/slipway/reporter:<version>)#" argocd/clusters/*/reporter/kustomization.yaml`,
      'sed -i "s#sha256:[0-9a-f]*#$(crane digest nats:2.15.2-scratch)#" argocd/clusters/*/nats/kustomization.yaml',
    ],
    check: [
      'aws ecr describe-repositories --query "repositories[].[repositoryName,imageTagMutability]" --output text',
    ],
    // Repositories are kept by the template: images that run somewhere may be in them.
    undo: [
      remove("registry"),
      "aws ecr delete-repository --force --repository-name <each one that is empty of what runs>",
    ],
  };
}

function clusterKey({ name, namespace }: Environment, prices: Prices): Step {
  return {
    title: `${name}: the cluster's key`,
    creates: "a key for Secrets, a key for logs, the log group of the pods",
    monthly: 2 * month(prices, "key"),
    run: [
      deploy(`key-${name}`),
      `sed -i "s#keyARN: .*#keyARN: $(${output(`key-${name}`, "ClusterKey")})#" eks/clusters/${name}.yaml`,
      "npm run eks -- check",
    ],
    check: [
      `aws logs describe-log-groups --log-group-name-prefix /${namespace}/ --query "logGroups[].logGroupName" --output text`,
    ],
    undo: [remove(`key-${name}`)],
  };
}

function cluster({ name, namespace }: Environment, monthly: number): Step {
  return {
    title: `${name}: the cluster`,
    creates: "network, control plane, nodes in three zones, add-ons, roles; 20 to 30 minutes",
    monthly,
    run: [
      "# As platform-admin, for whoever creates a cluster gets no rights by that. Until the API server is closed below, it answers your address too.",
      'own="$(curl -fsS https://checkip.amazonaws.com)/32"',
      `sed "s#^  clusterEndpoints: .*#  clusterEndpoints: { publicAccess: true, privateAccess: true }\\n  publicAccessCIDRs: [$own]#" eks/clusters/${name}.yaml | eksctl create cluster -f -`,
      `aws eks update-kubeconfig --name ${namespace}`,
    ],
    check: [
      "kubectl get nodes -L topology.kubernetes.io/zone",
      `aws eks describe-cluster --name ${namespace} --query "cluster.[version,status]" --output text`,
    ],
    // eksctl asks the API server when it deletes a cluster.
    undo: [
      `eksctl utils update-cluster-vpc-config --cluster ${namespace} --public-access=true --private-access=true --public-access-cidrs="$own" --approve`,
      `eksctl delete cluster -f eks/clusters/${name}.yaml --disable-nodegroup-eviction --wait`,
    ],
  };
}

function environmentStack(
  { settings, environments }: Repository,
  { name, namespace }: Environment,
  monthly: number,
): Step {
  const domain = environments.at(-1)?.name === name ? settings.domain : `${name}.${settings.domain}`;
  return {
    title: `${name}: data stores, secrets, backups, zone, certificate`,
    creates:
      "database, cache, a secret for each service, a backup a day, the DNS zone and its certificate; about 20 minutes",
    monthly,
    run: [
      `# The certificate waits until the parent of ${domain} names this zone's servers (the second command, in a second shell).`,
      deploy(`environment-${name}`),
      `aws route53 list-hosted-zones-by-name --dns-name ${domain} --max-items 1 --query "HostedZones[0].Id" --output text | xargs -I{} aws route53 get-hosted-zone --id {} --query "DelegationSet.NameServers" --output text`,
      "# app.pem is the private key of the reporter's GitHub App (docs/eks.md, The account).",
      `jq -n --rawfile key app.pem '{privateKey: $key}' | aws secretsmanager create-secret --name slipway-${name}/reporter --secret-string file:///dev/stdin`,
    ],
    check: [
      `aws rds describe-db-instances --db-instance-identifier ${namespace} --query "DBInstances[0].[DBInstanceStatus,StorageEncrypted,MultiAZ]" --output text`,
      `aws secretsmanager list-secrets --query "SecretList[?starts_with(Name, '${namespace}/')].Name" --output text`,
    ],
    // Deletion is protected; what is deleted leaves a snapshot, secrets and backups stay.
    undo: [
      `aws rds modify-db-instance --db-instance-identifier ${namespace} --no-deletion-protection --apply-immediately`,
      remove(`environment-${name}`),
    ],
  };
}

function databases({ databases }: Repository, { name, namespace }: Environment): Step {
  return {
    title: `${name}: a database and a role for each service`,
    creates: `${databases.length} databases; each role reaches its own alone`,
    monthly: 0,
    run: [
      "# The database has no public address: in a shell inside the VPC, with a clone of the repository (docs/eks.md, A shell inside the VPC).",
      `eks/databases.sh ${namespace} ${databases.join(" ")}`,
    ],
    check: [`eks/databases.sh ${namespace}`],
    undo: [`# DROP DATABASE and DROP ROLE by hand: ${name}'s data is in them`],
  };
}

function argocd({ name }: Environment): Step {
  return {
    title: `${name}: Argo CD, and everything else out of git`,
    creates: "Argo CD, add-ons, the namespace and its services",
    monthly: 0,
    run: [
      `sed -i "s#ssl-cert: .*#ssl-cert: $(${output(`environment-${name}`, "Certificate")})#" argocd/addons/istio-ingress/values-${name}.yaml`,
      "# Commit and push, with what the steps before have changed: Argo CD reads the branch main.",
      "kubectl create namespace monitoring",
      "kubectl -n monitoring create secret generic alertmanager-receivers --from-literal=page-url=<address> --from-literal=ticket-url=<address> --from-literal=heartbeat-url=<address>",
      `node argocd/bootstrap/bootstrap.ts --environment ${name}`,
      `kubectl -n argocd patch secret argocd-secret --type merge -p '{"stringData": {"webhook.github.secret": "<secret>", "oidc.clientSecret": "<secret>"}}'`,
      "# Once the applications addon-* are healthy (about ten minutes; kubectl get applications -n argocd --watch):",
      `kubectl -n argocd patch application ${name}-platform --type merge -p '{"operation": {"sync": {}}}'`,
      "# Once everything is healthy: the API server answers the VPC alone again, as the cluster's file says.",
      `eksctl utils update-cluster-vpc-config -f eks/clusters/${name}.yaml --approve`,
    ],
    check: ["kubectl get applications -n argocd", "kubectl get externalsecrets --all-namespaces"],
    undo: ["kubectl delete application root -n argocd"],
  };
}

function delivery(): Step {
  return {
    title: "The first delivery",
    creates: "an image of each service, pinned in the first environment; promotions follow by their gates",
    monthly: 0,
    run: ["gh workflow run deliver.yml", "gh workflow run promote.yml"],
    check: ["gh run list --workflow deliver.yml --limit 1", "npx slipway status"],
    undo: ["npx slipway stop --env <environment> --reason <why>"],
  };
}
