/**
 * Whether a role's policy allows a call, as AWS evaluates an identity's policy: what nothing allows is refused, and a Deny wins. A
 * statement with an element that is not known here allows nothing.
 */
import { isRecord } from "../../argocd/lint/rule.ts";
import { like, list, operators } from "./match.ts";

export interface Call {
  /** Such as `secretsmanager:GetSecretValue`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, such as `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string>>;
}

type Statement = Readonly<Record<string, unknown>>;

const KNOWN = new Set(["Sid", "Effect", "Action", "Resource", "Condition"]);

export function isAllowed(policy: unknown, call: Call): boolean {
  const statements = isRecord(policy) && Array.isArray(policy.Statement) ? policy.Statement : [];
  const records = statements.filter(isRecord);
  const denies = records.filter(({ Effect }) => Effect !== "Allow");
  const allows = records.filter(
    (one) => one.Effect === "Allow" && Object.keys(one).every((key) => KNOWN.has(key)),
  );
  return allows.some((one) => concerns(one, call)) && !denies.some((one) => mayConcern(one, call));
}

const concerns = (statement: Statement, call: Call): boolean =>
  names(statement, call) && conditionHolds(statement.Condition, call.context ?? {});

/** Of a Deny, a condition is taken to hold: refusing too much is seen at once. */
const mayConcern = (statement: Statement, call: Call): boolean =>
  Object.keys(statement).some((key) => !KNOWN.has(key)) || names(statement, call);

const names = ({ Action, Resource }: Statement, { action, resource }: Call): boolean =>
  // Actions are compared without regard to case, names of resources are not.
  list(Action).some((pattern) => like(pattern, "is").test(action)) &&
  list(Resource).some((pattern) => like(pattern).test(resource));

function conditionHolds(condition: unknown, context: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true;
  if (!isRecord(condition)) return false;
  return Object.entries(condition).every(([operator, keys]) => {
    const compare = operators.get(operator);
    if (compare === undefined || !isRecord(keys)) return false;
    return Object.entries(keys).every(([key, expected]) => {
      const value = context[key];
      return value !== undefined && list(expected).some((one) => compare(value, one));
    });
  });
}
