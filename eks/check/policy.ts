import { isRecord } from "../../argocd/lint/rule.ts";

/** Actions that AWS itself lets have no resource but `*`. */
const WITHOUT_RESOURCE = new Set(["ecr:GetAuthorizationToken"]);

/** Resources that may end in a wildcard, with the reason. */
const NAMESPACED: readonly (readonly [RegExp, string])[] = [
  [
    /^arn:aws:secretsmanager:[^*?]+:secret:[^*?/]+\/\*$/,
    "one environment's secrets; AWS appends six characters to each name",
  ],
  [
    /^arn:aws:secretsmanager:[^*?]+:secret:[^*?]+-\?{6}$/,
    "one secret; AWS appends six characters to its name",
  ],
  [/^arn:aws:logs:[^*?]+:log-group:[^*?]+:\*$/, "the streams of one log group"],
];

/** What is too wide in any IAM policy found below `content`; `file: path: what.` with a remedy. */
export function policyFindings(file: string, content: unknown, path = ""): readonly string[] {
  if (Array.isArray(content))
    return content.flatMap((each, index) => policyFindings(file, each, join(path, index)));
  if (!isRecord(content)) return [];
  const own =
    "Effect" in content ? statementFindings(content).map((words) => `${file}: ${path}: ${words}`) : [];
  return [
    ...own,
    ...Object.entries(content).flatMap(([key, value]) => policyFindings(file, value, join(path, key))),
  ];
}

const join = (path: string, key: string | number) => (path === "" ? String(key) : `${path}.${key}`);

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** CloudFormation's functions as one text: what is in them is part of the name. */
const written = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function statementFindings(statement: Readonly<Record<string, unknown>>): readonly string[] {
  if (statement.Effect !== "Allow") return [];
  const actions = list(statement.Action).map(written);
  const keyed = isRecord(statement.Condition) ? JSON.stringify(statement.Condition) : "";
  const findings: string[] = [];
  if ("NotAction" in statement) findings.push("NotAction allows whatever AWS adds.\n  List the actions.");
  if ("NotResource" in statement)
    findings.push("NotResource allows whatever is created later.\n  List the resources.");
  // Without it nobody could change a key's policy again; what the account's own roles may do, their policies say.
  const isOwner = JSON.stringify(statement.Principal ?? "").includes(":root") && actions.join() === "kms:*";
  for (const action of actions.filter((each) => !isOwner && /[*?]/.test(each)))
    findings.push(`the action ${action} has a wildcard.\n  List the actions.`);
  if (/ForAllValues/.test(keyed))
    findings.push("ForAllValues is true when the claim is absent.\n  Use StringEquals.");
  // The policy of a key is about that key alone: * is its only name there.
  if ("Principal" in statement) return [...findings, ...principalFindings(statement)];
  for (const resource of list(statement.Resource)
    .map(written)
    .filter((each) => /[*?]/.test(each)))
    if (!mayBeWide(resource, actions, keyed))
      findings.push(
        `the resource ${resource} has a wildcard.\n  Name it, or give eks/check/policy.ts the reason.`,
      );
  return findings;
}

function mayBeWide(resource: string, actions: readonly string[], condition: string): boolean {
  if (resource === "*") return actions.every((action) => WITHOUT_RESOURCE.has(action));
  // Which key an account's secrets have is not known before they are there; only through Secrets Manager it can be used.
  if (/^arn:aws:kms:[^*?]+:key\/\*$/.test(resource)) return condition.includes("kms:ViaService");
  return NAMESPACED.some(([pattern]) => pattern.test(resource));
}

function principalFindings({ Principal, Condition }: Readonly<Record<string, unknown>>): readonly string[] {
  const names = isRecord(Principal) ? Object.values(Principal).flatMap(list) : [Principal];
  return names.includes("*") && !isRecord(Condition)
    ? ["everybody may do this.\n  Name the principals."]
    : [];
}
