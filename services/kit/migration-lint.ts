import type { Migration } from "./src/migrations.ts";

/** Steps that would break the previous release, which runs next to the new one during a canary. */
const breaking: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: "drops what the release before still uses",
    pattern: /\bdrop\s+(table|column|view|sequence|schema|type)\b/,
  },
  {
    what: "drops what the release before still uses",
    pattern: /\balter\s+table\b[^;]*\bdrop\s+(?!constraint\b|default\b|not\b|expression\b|identity\b)/,
  },
  { what: "empties a table", pattern: /\btruncate\b/ },
  {
    what: "renames what the release before still calls by the old name",
    pattern: /\balter\b[^;]*\brename\b/,
  },
  {
    what: "changes a type the release before reads and writes",
    pattern: /\balter\s+(column\s+)?\S+\s+(set\s+data\s+)?type\b/,
  },
  { what: "demands a value that the release before does not write", pattern: /\bset\s+not\s+null\b/ },
];

const addedColumn =
  /\badd\s+(?!constraint\b|primary\b|unique\b|check\b|foreign\b)(?:column\s+)?(?:if\s+not\s+exists\s+)?([^;]*?)(?=,\s*add\b|;|$)/g;

/** One sentence for each step that the previous release cannot work with, or that has no unique or ordered name. */
export function lintMigrations(service: string, migrations: readonly Migration[]): string[] {
  const findings: string[] = [];
  let last = "";
  for (const { name, up } of migrations) {
    const at = `${service}: migration "${name}"`;
    const [, number = ""] = /^(?:contract: )?(\d{4}) \S/.exec(name) ?? [];
    if (number === "")
      findings.push(`${at} has no number. Name it like "0003 prices" or "contract: 0004 old prices".`);
    else if (number <= last) findings.push(`${at} is not after ${last}. Give it the next number.`);
    last = number;
    if (name.startsWith("contract: ")) continue;
    for (const what of new Set(breaks(up)))
      findings.push(
        `${at} ${what}. Add what is new next to it now; take away in "contract: …" a release later.`,
      );
  }
  return findings;
}

function breaks(up: string): string[] {
  const text = up
    .replace(/--[^\n]*/g, "")
    .replace(/'[^']*'/g, "''")
    .toLowerCase();
  const found = breaking.filter(({ pattern }) => pattern.test(text)).map(({ what }) => what);
  for (const [, column = ""] of text.matchAll(addedColumn))
    if (/\bnot\s+null\b/.test(column) && !/\b(default|generated)\b/.test(column))
      found.push("adds a column that the release before does not fill");
  return found;
}
