import type { Environment } from "@slipway/lib/domain/environments/environment.ts";
import type { Settings } from "../repository/settings.ts";
import { daysLeft, type Versions } from "../repository/versions.ts";
import type { Prices } from "./costs.ts";
import type { Step } from "./steps.ts";

const dollars = (amount: number) => `${Math.round(amount)} USD`;

/** The steps as Markdown: what each creates, costs, how it is checked and undone. */
export function planText(
  all: readonly Step[],
  prices: Prices,
  { missing, later }: { readonly missing: readonly string[]; readonly later: readonly string[] },
): string {
  const total = all.reduce((sum, { monthly }) => sum + monthly, 0);
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? ""
      : `\n## ${title}\n\n${lines.map((each) => `- ${each.replaceAll("\n", " ")}`).join("\n")}\n`;
  const before = list("First", missing) + list("Written by the steps below", later);
  const text = all.map(
    (step, index) => `
## ${index + 1}. ${step.title}

Creates ${step.creates}. ${step.monthly === 0 ? "Costs nothing by itself." : `About ${dollars(step.monthly)} a month.`}

\`\`\`sh
${step.run.join("\n")}
# check
${step.check.join("\n")}
# undo
${step.undo.join("\n")}
\`\`\`
`,
  );
  return `# From an empty account to the first delivery

${all.length} steps, about ${dollars(total)} a month at rest (prices of ${prices.read}, eks/prices.yaml; traffic and load balancers come on top).
${before}${text.join("")}`;
}

/** What still holds the example's values, in files that this repository's owner must change. */
export function unset(environments: readonly Environment[], settings: Settings): readonly string[] {
  const registry = `${settings.account}.dkr.ecr.${settings.region}.amazonaws.com`;
  return environments
    .filter((environment) => environment.registry !== registry)
    .map(
      ({ name, registry: other }) =>
        `environments/${name}/environment.yaml: registry: ${other} is not ${registry}. Write it there and in newName of each kustomization.yaml below.`,
    );
}

/** Placeholders in files until the value is known, and where that comes from. */
const PLACEHOLDERS: readonly { readonly pattern: RegExp; readonly from: string }[] = [
  { pattern: /certificate\/0{8}-/, from: "the certificate, once its environment has one" },
  { pattern: /key\/0{8}-/, from: "the cluster's key" },
  { pattern: /sha256:0{64}/, from: "the digest of the image" },
];
const NUMBER = /(?:appID|installID): "0"/;

/** Each placeholder in these files, by who replaces it. @param files text by path */
export function placeholders(files: ReadonlyMap<string, string>): {
  readonly byPeople: readonly string[];
  readonly bySteps: readonly string[];
} {
  const lines = [...files].flatMap(([path, text]) =>
    text.split("\n").map((line, index) => ({ where: `${path}:${index + 1}`, line: line.trim() })),
  );
  const number = "Write the number of the reporter's GitHub App, or of its installation (docs/eks.md).";
  return {
    byPeople: lines
      .filter(({ line }) => NUMBER.test(line))
      .map(({ where, line }) => `${where}: ${line}. ${number}`),
    bySteps: lines.flatMap(({ where, line }) =>
      PLACEHOLDERS.filter(({ pattern }) => pattern.test(line)).map(({ from }) => `${where}: ${from}`),
    ),
  };
}

/** Versions that end within `days`, and those that are not known; empty when none does. */
export function ending(
  versions: Versions,
  used: readonly {
    readonly where: string;
    readonly table: "kubernetes" | "postgres";
    readonly version: string;
  }[],
  now: Date,
  days: number,
): readonly string[] {
  return used.flatMap(({ where, table, version }) => {
    const { ends, source } = versions[table];
    const left = daysLeft(ends, version, now);
    if (left === undefined)
      return [
        `${where}: ${table} ${version} is not in eks/versions.yaml.\n  Add the day on which it ends, from ${source}.`,
      ];
    return left < days
      ? [
          `${where}: ${table} ${version} ends in ${left} days, on ${ends[version]}.\n  docs/eks.md says how a version is raised.`,
        ]
      : [];
  });
}
