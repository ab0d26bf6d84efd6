import type { Environment } from "@slipway/lib/domain/environments/environment.ts";
import type { Repository } from "../repository/repository.ts";
import { database, secret } from "./database.ts";
import { privateSubnets, storeGroup } from "./network.ts";
import { attribute, key, placeholder, policy, RETAIN, type Resource, ref, type Stack } from "./stack.ts";

type Resources = Readonly<Record<string, Resource>>;

/** What an environment's services stand on outside of its cluster: data stores, their secrets and backups, zone and certificate. */
export function environmentStack(repository: Repository, environment: Environment): Stack {
  const { settings, hasBroker } = repository;
  const { name, namespace } = environment;
  return {
    description: `Data stores, secrets, backups, zone and certificate of ${name}.`,
    resources: {
      DataKey: key(settings.account, `Data and secrets of ${namespace}`),
      DataKeyName: {
        Type: "AWS::KMS::Alias",
        Properties: { AliasName: `alias/${namespace}`, TargetKeyId: ref("DataKey") },
      },
      ...database(repository, environment),
      ...cache(repository, environment),
      ...(hasBroker
        ? { BrokerSecret: secret(`${namespace}/nats`, `The account of ${namespace} at the broker`, "{}") }
        : {}),
      ...backups(repository, environment),
      ...edge(repository, environment),
    },
    outputs: {
      ...(repository.databases.length > 0
        ? { DatabaseAddress: attribute("Database", "Endpoint.Address") }
        : {}),
      ZoneId: ref("Zone"),
      Certificate: ref("Certificate"),
    },
  };
}

function cache({ settings, hasCache }: Repository, { name, namespace }: Environment): Resources {
  const size = settings.environments[name];
  if (!hasCache || size === undefined) return {};
  const isWide = size.zones > 1;
  return {
    CacheSubnets: {
      Type: "AWS::ElastiCache::SubnetGroup",
      Properties: { Description: `Private subnets of ${namespace}`, SubnetIds: privateSubnets(namespace) },
    },
    CacheGroup: storeGroup(namespace, `Cache of ${namespace}`, 6379),
    CacheSecret: secret(`${namespace}/redis`, `The password of the cache of ${namespace}`, "{}"),
    Cache: {
      Type: "AWS::ElastiCache::ReplicationGroup",
      DeletionPolicy: "Snapshot",
      UpdateReplacePolicy: "Snapshot",
      Properties: {
        ReplicationGroupId: namespace,
        ReplicationGroupDescription: `Carts and caches of ${namespace}`,
        Engine: "valkey",
        EngineVersion: "8.0",
        CacheNodeType: size.cache,
        NumCacheClusters: isWide ? 3 : 1,
        AutomaticFailoverEnabled: isWide,
        MultiAZEnabled: isWide,
        AutoMinorVersionUpgrade: true,
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: "required",
        AtRestEncryptionEnabled: true,
        KmsKeyId: attribute("DataKey", "Arn"),
        AuthToken: {
          "Fn::Sub": `{{resolve:secretsmanager:${placeholder("CacheSecret")}:SecretString:password}}`,
        },
        CacheSubnetGroupName: ref("CacheSubnets"),
        SecurityGroupIds: [attribute("CacheGroup", "GroupId")],
        SnapshotRetentionLimit: size.backupDays,
      },
    },
    // Beside the password, which is there before the cache: the cache is created with it.
    CacheAddress: {
      Type: "AWS::SecretsManager::Secret",
      ...RETAIN,
      Properties: {
        Name: `${namespace}/redis-address`,
        Description: `The address of the cache of ${namespace}`,
        KmsKeyId: attribute("DataKey", "Arn"),
        SecretString: {
          "Fn::Sub": `{"host":"${placeholder("Cache.PrimaryEndPoint.Address")}","port":"${placeholder("Cache.PrimaryEndPoint.Port")}"}`,
        },
      },
    },
  };
}

/** A second copy in addition to the server's own snapshots, that deleting the server does not take along. */
function backups({ settings, databases }: Repository, { name, namespace }: Environment): Resources {
  const size = settings.environments[name];
  if (databases.length === 0 || size === undefined) return {};
  return {
    BackupVault: {
      Type: "AWS::Backup::BackupVault",
      ...RETAIN,
      Properties: { BackupVaultName: namespace, EncryptionKeyArn: attribute("DataKey", "Arn") },
    },
    BackupPlan: {
      Type: "AWS::Backup::BackupPlan",
      Properties: {
        BackupPlan: {
          BackupPlanName: namespace,
          BackupPlanRule: [
            {
              RuleName: "daily",
              TargetBackupVault: ref("BackupVault"),
              ScheduleExpression: "cron(0 3 * * ? *)",
              Lifecycle: { DeleteAfterDays: size.backupDays },
            },
          ],
        },
      },
    },
    BackupRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: policy({
          Effect: "Allow",
          Principal: { Service: "backup.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": settings.account } },
        }),
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"],
      },
    },
    BackupSelection: {
      Type: "AWS::Backup::BackupSelection",
      Properties: {
        BackupPlanId: ref("BackupPlan"),
        BackupSelection: {
          SelectionName: namespace,
          IamRoleArn: attribute("BackupRole", "Arn"),
          Resources: [`arn:aws:rds:${settings.region}:${settings.account}:db:${namespace}`],
        },
      },
    },
  };
}

/** The last environment has the domain itself; the others a name below it. */
function edge({ settings, environments }: Repository, { name }: Environment): Resources {
  const domain = environments.at(-1)?.name === name ? settings.domain : `${name}.${settings.domain}`;
  const hosts = settings.hosts.map((host) => `${host}.${domain}`);
  return {
    Zone: {
      Type: "AWS::Route53::HostedZone",
      ...RETAIN,
      Properties: { Name: domain, HostedZoneConfig: { Comment: `Names of ${name}` } },
    },
    Certificate: {
      Type: "AWS::CertificateManager::Certificate",
      Properties: {
        DomainName: domain,
        ...(hosts.length > 0 ? { SubjectAlternativeNames: hosts } : {}),
        ValidationMethod: "DNS",
        DomainValidationOptions: [domain, ...hosts].map((name) => ({
          DomainName: name,
          HostedZoneId: ref("Zone"),
        })),
      },
    },
  };
}
