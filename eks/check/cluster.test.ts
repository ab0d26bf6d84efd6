/** The committed clusters, and what eksctl's schema accepts but must not be created. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../repository/settings.ts";
import { readVersions } from "../repository/versions.ts";
import { checkCluster, type Rules } from "./cluster.ts";
import { schemaFindings } from "./schema.ts";

const root = join(import.meta.dirname, "../..");
const file = "eks/clusters/prod.yaml";
const textOf = (name: string) => readFileSync(join(root, `eks/clusters/${name}.yaml`), "utf8");
const prod = textOf("prod");

let rules: Rules;
beforeAll(async () => {
  const [settings, versions] = await Promise.all([readSettings(root), readVersions(root)]);
  // The day on which the table was read: what ends later is reported by `npm run eks -- versions`, not by this test.
  rules = { settings, versions, now: new Date(`${versions.read}T00:00:00Z`) };
});

test.each(["dev", "staging", "prod"])(
  "ES-22 the cluster of %s is right: zones, endpoint, key, logs, nodes, access, version",
  async (name) => {
    expect(await checkCluster(textOf(name), `eks/clusters/${name}.yaml`, rules)).toEqual([]);
  },
);

test.each([
  [
    "a public endpoint alone",
    "{ publicAccess: false, privateAccess: true }",
    "{ publicAccess: true, privateAccess: false }",
    "vpc.clusterEndpoints.publicAccess: expected false",
  ],
  [
    "no endpoint at all",
    "privateAccess: true",
    "privateAccess: false",
    "vpc.clusterEndpoints.privateAccess: expected true",
  ],
  ["Secrets that are not encrypted", /secretsEncryption:\n.*\n/, "", "secretsEncryption: expected a key"],
  [
    "an unknown version",
    'version: "1.35"',
    'version: "9.99"',
    "metadata.version: expected a version of eks/versions.yaml",
  ],
  [
    "more nodes at least than at most",
    "minSize: 1",
    "minSize: 9",
    "managedNodeGroups.0: expected minSize <= desiredCapacity <= maxSize",
  ],
  [
    "IMDSv1",
    "disableIMDSv1: true",
    "disableIMDSv1: false",
    "managedNodeGroups.0.disableIMDSv1: expected true",
  ],
  [
    "one zone",
    /availabilityZones: .*/,
    "availabilityZones: [eu-west-1a]",
    "availabilityZones: expected at least three zones",
  ],
  [
    "two groups of one name",
    "name: apps-b",
    "name: apps-a",
    "managedNodeGroups: expected names of their own: apps-a",
  ],
  [
    "an unknown capability",
    "addonsConfig:",
    "capabilities: [{ name: argo, type: ARGO }]\naddonsConfig:",
    "capabilities: expected none",
  ],
  [
    "a retention that CloudWatch refuses",
    "logRetentionInDays: 400",
    "logRetentionInDays: 91",
    "logRetentionInDays: expected one of 1, 3",
  ],
  [
    "an alias instead of a key",
    /key\/0{8}-\S+/,
    "alias/cluster",
    "secretsEncryption.keyARN: expected the ARN of a key",
  ],
  [
    "a role for no service account",
    "serviceAccountName: external-dns, ",
    "",
    "podIdentityAssociations.1.serviceAccountName: expected a service account",
  ],
])("EF-7 the schema accepts it, the check does not: %s", async (_, from, to, found) => {
  expect(prod).toMatch(from);
  const text = prod.replace(from, to);
  expect(await schemaFindings(file, parse(text))).toEqual([]);
  const findings = (await checkCluster(text, file, rules)).join("\n");
  expect(findings).toContain(found);
  expect(findings).toMatch(/^eks\/clusters\/prod\.yaml.*\n {2}\S/m);
});

test.each([
  [
    "a key that eksctl does not know",
    "zonalShiftConfig:",
    "zoneShiftConfig:",
    "additional properties (zoneShiftConfig)",
  ],
  ["a version without quotes", 'version: "1.35"', "version: 1.30", "metadata.version: must be string"],
  ["a log type that does not exist", "[api, audit,", "[api, audits,", "clusterLogging.enableTypes"],
])("refused by eksctl's schema: %s", async (_, from, to, found) => {
  expect((await checkCluster(prod.replace(from, to), file, rules)).join("\n")).toContain(found);
});

test.each([
  [
    "a version that ends soon",
    'version: "1.35"',
    'version: "1.34"',
    "expected 60 days of standard support, 2 are left",
  ],
  ["extended support", "supportType: STANDARD", "supportType: EXTENDED", "expected STANDARD"],
  [
    "an administrator by accident",
    "bootstrapClusterCreatorAdminPermissions: false",
    "bootstrapClusterCreatorAdminPermissions: true",
    "expected false: whoever created",
  ],
  ["a user with keys", ":role/platform-admin", ":user/alice", "expected a role of this account"],
  [
    "nodes with public addresses",
    "privateNetworking: true",
    "privateNetworking: false",
    "privateNetworking: expected true",
  ],
  [
    "a node's role for each pod",
    "disablePodIMDS: true",
    "disablePodIMDS: false",
    "disablePodIMDS: expected true",
  ],
  [
    "network policies that nothing enforces",
    '"enableNetworkPolicy":"true",',
    "",
    'expected vpc-cni with "enableNetworkPolicy"',
  ],
  ["a pod that is open at first", '"strict"', '"standard"', "expected vpc-cni in strict mode"],
  ["secrets of every environment", "secret:shop-prod/*", "secret:*", "secret:* has a wildcard"],
  [
    "an action with a wildcard",
    "secretsmanager:DescribeSecret]",
    '"secretsmanager:*"]',
    "the action secretsmanager:* has a wildcard",
  ],
  [
    "no add-on for volumes",
    / {2}- \{ name: aws-ebs-csi-driver.*\n/,
    "",
    "expected the add-on aws-ebs-csi-driver",
  ],
])("ES-22 rejected: %s", async (_, from, to, found) => {
  expect(prod).toMatch(from);
  expect((await checkCluster(prod.replace(from, to), file, rules)).join("\n")).toContain(found);
});

test("EF-6 a file that is no YAML is one finding with its line, and the same key twice is another", async () => {
  expect(await checkCluster("metadata: [", file, rules)).toEqual([expect.stringMatching(/^\S+:1: not YAML/)]);
  expect(await checkCluster(`${prod}kind: Again\n`, file, rules)).toEqual([
    expect.stringMatching(/Map keys must be unique/),
  ]);
});
