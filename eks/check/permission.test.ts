/** What the roles of a cluster's pods may read: the policies of eks/clusters on the names that eks/stacks gives. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rolesOf } from "../testing/roles.ts";
import { isAllowed } from "./permission.ts";
import { type Claims, mayAssume } from "./trust.ts";

const root = join(import.meta.dirname, "../..");
const provider = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1";
const clusters = ["dev", "staging", "prod"] as const;
const roles = clusters.flatMap((name) =>
  rolesOf(readFileSync(join(root, `eks/clusters/${name}.yaml`), "utf8"), "111122223333", provider),
);
const role = (name: string) => {
  const found = roles.find(({ arn }) => arn.endsWith(`:role/${name}`));
  if (found === undefined) throw new Error(`no cluster has the role ${name}`);
  return found;
};

/** AWS appends six characters to a secret's name. */
const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbC123`;
const read = (name: string) => ({ action: "secretsmanager:GetSecretValue", resource: secret(name) });

test.each(clusters)("the services of %s read their environment's secrets and no other's", (name) => {
  const { policy } = role(`shop-${name}-secrets`);
  for (const other of clusters)
    for (const entry of ["nats", "redis", "order-postgres"])
      expect(isAllowed(policy, read(`shop-${other}/${entry}`)), `${other}/${entry}`).toBe(other === name);
  expect(isAllowed(policy, read(`shop-${name}x/nats`))).toBe(false);
  expect(isAllowed(policy, read(`slipway-${name}/reporter`))).toBe(false);
});

test.each(clusters)("broker and reporter of %s read one secret each", (name) => {
  const { policy: broker } = role(`shop-${name}-nats`);
  expect(isAllowed(broker, read(`shop-${name}/nats`))).toBe(true);
  expect(isAllowed(broker, read(`shop-${name}/redis`))).toBe(false);
  expect(isAllowed(broker, read(`shop-${name}/nats-and-more`))).toBe(false);
  const { policy: reporter } = role(`shop-${name}-reporter`);
  expect(isAllowed(reporter, read(`slipway-${name}/reporter`))).toBe(true);
  expect(isAllowed(reporter, read(`shop-${name}/nats`))).toBe(false);
});

test("no role writes or deletes a secret, and none decrypts but through Secrets Manager", () => {
  const key = "arn:aws:kms:eu-west-1:111122223333:key/1234";
  for (const { arn, policy } of roles.filter((one) => one.account === "secret-reader")) {
    for (const action of ["PutSecretValue", "DeleteSecret", "ListSecrets"])
      expect(
        isAllowed(policy, { action: `secretsmanager:${action}`, resource: secret("shop-prod/nats") }),
        arn,
      ).toBe(false);
    const decrypt = { action: "kms:Decrypt", resource: key };
    expect(isAllowed(policy, decrypt)).toBe(false);
    const via = (service: string) => ({ ...decrypt, context: { "kms:ViaService": service } });
    expect(isAllowed(policy, via("secretsmanager.eu-west-1.amazonaws.com"))).toBe(true);
    expect(isAllowed(policy, via("ssm.eu-west-1.amazonaws.com"))).toBe(false);
  }
});

test("a role is taken by its own service account, for AWS, in its own cluster", () => {
  const { trust } = role("shop-prod-secrets");
  const claims: Claims = { aud: "sts.amazonaws.com", sub: "system:serviceaccount:shop-prod:secret-reader" };
  expect(mayAssume(trust, provider, claims)).toBe(true);
  expect(mayAssume(trust, `${provider}2`, claims)).toBe(false);
  expect(mayAssume(trust, provider, { ...claims, aud: "vault" })).toBe(false);
  for (const account of ["shop-prod:default", "shop-dev:secret-reader", "nats:secret-reader"])
    expect(mayAssume(trust, provider, { ...claims, sub: `system:serviceaccount:${account}` })).toBe(false);
});

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = { Effect: "Allow", Action: "s3:Get*", Resource: "arn:aws:s3:::a/*" };
const call = { action: "s3:getobject", resource: "arn:aws:s3:::a/b/c" };

test("a Deny wins, whatever its condition", () => {
  expect(isAllowed(policy(allow), call)).toBe(true);
  expect(isAllowed(policy(allow, { ...allow, Effect: "Deny" }), call)).toBe(false);
  const condition = { StringEquals: { "aws:SourceVpc": "vpc-1" } };
  expect(isAllowed(policy(allow, { ...allow, Effect: "Deny", Condition: condition }), call)).toBe(false);
  expect(isAllowed(policy(allow, { ...allow, Effect: "Deny", Action: "s3:Put*" }), call)).toBe(true);
});

test.each([
  ["another resource", { ...allow, Resource: "arn:aws:s3:::A/*" }],
  ["an unknown operator", { ...allow, Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } }],
  ["a key that the request lacks", { ...allow, Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }],
  ["an element that is not known", { Effect: "Allow", NotAction: "s3:Put*", Resource: "*", Action: "*" }],
  ["no statement", {}],
])("%s allows nothing", (_, statement) => {
  expect(isAllowed(policy(statement), call)).toBe(false);
});
