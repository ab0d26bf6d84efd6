import { expect, test } from "vitest";
import type { HotfixPolicy } from "../../domain/environments/environments.ts";
import { trustOf } from "../../io/cosign/trust.ts";
import { hotfixTrustOf } from "./trust.ts";

const POLICY: HotfixPolicy = {
  allowed: true,
  approvals: 1,
  inFreeze: "allow",
  identity: ".github/workflows/hotfix.yml",
};
const trusted = (identity: string) =>
  trustOf({ publicKey: undefined, identity, issuer: undefined, attestations: [] });

test.each([
  [
    "https://github.com/bank/platform/.github/workflows/deliver.yml@refs/heads/main",
    "https://github.com/bank/platform/.github/workflows/hotfix.yml@refs/heads/hotfix/fix",
  ],
  [
    "https://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml@* called by bank/platform@refs/heads/main",
    "https://github.com/slipway-dev/slipway/.github/workflows/call-hotfix.yml@* called by bank/platform@refs/heads/hotfix/fix",
  ],
])("AP-25 a hotfix is signed by its own workflow on its own branch, never as %s", (main, hotfix) => {
  const trust = hotfixTrustOf(trusted(main), undefined)(POLICY, "hotfix/fix");
  expect(trust).toMatchObject({ kind: "identity", identity: hotfix });
  if (trust?.kind === "identity" && trust.caller !== undefined)
    expect(trust.caller).toEqual({
      workflow: "https://github.com/slipway-dev/slipway/.github/workflows/call-hotfix.yml",
      repository: "bank/platform",
      ref: "refs/heads/hotfix/fix",
    });
});

test.each([
  "https://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml@*",
  "https://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml@* called by bank/platform",
  "https://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml@* called by *@refs/heads/main",
  "http://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml@* called by bank/platform@refs/heads/main",
])("an identity that would let any caller pass is refused: %s", (identity) => {
  expect(() => trusted(identity)).toThrow(/does not name one workflow on one ref/);
});
