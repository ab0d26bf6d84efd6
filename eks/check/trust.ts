/**
 * Whether a role's trust lets a token in, as AWS STS evaluates it: every operator and key must match, a key that the token lacks
 * matches nothing. Only what our trusts use is known; anything else is refused, so an unknown operator never opens a role.
 */
import { isRecord } from "../../argocd/lint/rule.ts";
import { list, operators } from "./match.ts";

export type Claims = Readonly<Record<string, string>>;

const ISSUER = "token.actions.githubusercontent.com";

/** @param provider ARN of the identity provider that issued the token; the keys of its claims begin with its name */
export function mayAssume(trust: unknown, provider: string, claims: Claims): boolean {
  if (!isRecord(trust) || !Array.isArray(trust.Statement)) return false;
  const statements = trust.Statement.filter(isRecord).filter((one) => matches(one, provider, claims));
  return statements.some((one) => one.Effect === "Allow") && !statements.some((one) => one.Effect === "Deny");
}

function matches(
  { Principal, Action, Condition }: Readonly<Record<string, unknown>>,
  provider: string,
  claims: Claims,
): boolean {
  if (!isRecord(Principal) || !list(Principal.Federated).includes(provider)) return false;
  if (!list(Action).includes("sts:AssumeRoleWithWebIdentity")) return false;
  if (Condition === undefined) return true;
  const issuer = provider.replace(/^.*:oidc-provider\//, "");
  return (
    isRecord(Condition) &&
    Object.entries(Condition).every(([operator, keys]) => operatorMatches(operator, keys, issuer, claims))
  );
}

function operatorMatches(operator: string, keys: unknown, issuer: string, claims: Claims): boolean {
  const compare = operators.get(operator);
  if (compare === undefined || !isRecord(keys)) return false;
  return Object.entries(keys).every(([key, expected]) => {
    const claim = key.startsWith(`${issuer}:`) ? claims[key.slice(issuer.length + 1)] : undefined;
    return claim !== undefined && list(expected).some((one) => compare(claim, one));
  });
}

/** Claims that every trust of a workflow names exactly. */
const NEEDED = ["aud", "sub", "repository_id", "ref", "job_workflow_ref"];

/** What is too wide in a trust for GitHub's tokens; empty when nothing is. */
export function trustFindings(file: string, trust: unknown): readonly string[] {
  const statements =
    isRecord(trust) && Array.isArray(trust.Statement) ? trust.Statement.filter(isRecord) : [];
  return statements
    .filter(({ Principal }) => JSON.stringify(Principal ?? "").includes(ISSUER))
    .flatMap(({ Condition }) => conditionFindings(isRecord(Condition) ? Condition : {}))
    .map((words) => `${file}: ${words}`);
}

function conditionFindings(condition: Readonly<Record<string, unknown>>): readonly string[] {
  const known = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).flatMap(([key, values]) =>
      list(values).map((value) => ({ operator, claim: key.slice(ISSUER.length + 1), value })),
    ),
  );
  return [
    ...Object.keys(condition)
      .filter((operator) => !operators.has(operator))
      .map(
        (operator) =>
          `${operator} is not an operator for a trust: true when the claim is absent, or unknown.\n  Use StringEquals.`,
      ),
    ...NEEDED.filter((claim) => !known.some((one) => one.claim === claim)).map(
      (claim) => `the claim ${claim} is not asked for.\n  Add ${ISSUER}:${claim}.`,
    ),
    ...known
      .filter(({ operator, claim, value }) => operator === "StringLike" && !isBranchPattern(claim, value))
      .map(
        ({ claim, value }) =>
          `${claim} may be ${value}.\n  Name the repository and the workflow exactly; a wildcard may stand for the end of a branch's name alone.`,
      ),
  ];
}

/** `…refs/heads/hotfix/*`: repository, workflow and the kind of branch are exact. */
function isBranchPattern(claim: string, value: string): boolean {
  const end = "refs/heads/[a-z-]+/\\*$";
  if (claim === "ref") return new RegExp(`^${end}`).test(value);
  if (claim === "sub") return new RegExp(`^repo:[^*?:]+:ref:${end}`).test(value);
  return claim === "job_workflow_ref" && new RegExp(`^[^*?@]+@${end}`).test(value);
}
