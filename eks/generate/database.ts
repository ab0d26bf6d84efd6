import type { Environment } from "@slipway/lib/domain/environments/environment.ts";
import type { Repository } from "../repository/repository.ts";
import { privateSubnets, storeGroup } from "./network.ts";
import {
  attribute,
  excused,
  logicalName,
  placeholder,
  policy,
  RETAIN,
  type Resource,
  ref,
  SNAPSHOT,
} from "./stack.ts";

/** PostgreSQL of every environment; eks/versions.yaml says when it ends. */
export const VERSION = "17";

/** One PostgreSQL server of an environment; each service has a database, a role and a secret of its own in it. */
export function database(
  { settings, databases }: Repository,
  { name, namespace }: Environment,
): Readonly<Record<string, Resource>> {
  const size = settings.environments[name];
  if (databases.length === 0 || size === undefined) return {};
  return {
    DatabaseSubnets: {
      Type: "AWS::RDS::DBSubnetGroup",
      Properties: {
        DBSubnetGroupDescription: `Private subnets of ${namespace}`,
        SubnetIds: privateSubnets(namespace),
      },
    },
    DatabaseGroup: storeGroup(namespace, `PostgreSQL of ${namespace}`, 5432),
    DatabaseSettings: {
      Type: "AWS::RDS::DBParameterGroup",
      Properties: {
        Description: `PostgreSQL of ${namespace}`,
        Family: `postgres${VERSION}`,
        // Connections without TLS are refused by the server, whatever a client asks for.
        Parameters: { "rds.force_ssl": "1", log_statement: "ddl", log_min_duration_statement: "1000" },
      },
    },
    DatabaseMonitoring: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: policy({
          Effect: "Allow",
          Principal: { Service: "monitoring.rds.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": settings.account } },
        }),
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"],
      },
    },
    Database: {
      Type: "AWS::RDS::DBInstance",
      ...SNAPSHOT,
      Metadata: {
        "cfn-lint": { config: { ignore_checks: ["W3691"] } },
        reasons: {
          W3691: "a minor version in the template would be a downgrade once RDS has upgraded by itself",
        },
        ...(size.zones > 1
          ? {}
          : excused("CKV_AWS_157", "an hour without this environment is worth less than a second server")),
      },
      Properties: {
        DBInstanceIdentifier: namespace,
        DBInstanceClass: size.database,
        Engine: "postgres",
        EngineVersion: VERSION,
        AutoMinorVersionUpgrade: true,
        AllocatedStorage: "50",
        MaxAllocatedStorage: 500,
        StorageType: "gp3",
        StorageEncrypted: true,
        KmsKeyId: attribute("DataKey", "Arn"),
        MasterUsername: "administrator",
        ManageMasterUserPassword: true,
        MasterUserSecret: { KmsKeyId: attribute("DataKey", "Arn") },
        EnableIAMDatabaseAuthentication: true,
        CACertificateIdentifier: "rds-ca-rsa2048-g1",
        DBSubnetGroupName: ref("DatabaseSubnets"),
        VPCSecurityGroups: [attribute("DatabaseGroup", "GroupId")],
        DBParameterGroupName: ref("DatabaseSettings"),
        PubliclyAccessible: false,
        MultiAZ: size.zones > 1,
        DeletionProtection: true,
        BackupRetentionPeriod: size.backupDays,
        CopyTagsToSnapshot: true,
        EnableCloudwatchLogsExports: ["postgresql", "upgrade"],
        EnablePerformanceInsights: true,
        PerformanceInsightsKMSKeyId: attribute("DataKey", "Arn"),
        MonitoringInterval: 60,
        MonitoringRoleArn: attribute("DatabaseMonitoring", "Arn"),
      },
    },
    ...Object.fromEntries(
      databases.map((service) => [
        `${logicalName(service)}Database`,
        secret(`${namespace}/${service}-postgres`, `${service}'s role and database in ${namespace}`, {
          "Fn::Sub": JSON.stringify({
            username: service,
            dbname: service,
            host: placeholder("Database.Endpoint.Address"),
            port: 5432,
          }),
        }),
      ]),
    ),
  };
}

/** `template` is JSON to which a password is added. */
export function secret(Name: string, Description: string, template: unknown): Resource {
  return {
    Type: "AWS::SecretsManager::Secret",
    ...RETAIN,
    Properties: {
      Name,
      Description,
      KmsKeyId: attribute("DataKey", "Arn"),
      // Part of an address: what would have to be escaped there is left out.
      GenerateSecretString: {
        SecretStringTemplate: template,
        GenerateStringKey: "password",
        PasswordLength: 48,
        ExcludePunctuation: true,
      },
    },
  };
}
