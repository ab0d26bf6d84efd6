/** A metric in an expression, with the labels in its selector or grouping. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const strings = /"(?:\\.|[^"\\])*"/g;
const keywords = new Set(["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "NaN"]);

/**
 * The selectors of a PromQL expression written as ours are: every metric with braces, so that none passes unseen. Labels that the
 * expression groups by count for each of them. Throws for a bare metric.
 */
export function selectorsIn(expression: string): readonly Selector[] {
  const bare = expression.replace(strings, '""');
  const grouped = [...bare.matchAll(/\b(?:by|without|on|ignoring) \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
    labelsIn(list),
  );
  const found = [...bare.matchAll(new RegExp(`(${name})\\{([^}]*)\\}`, "g"))];
  const rest = bare
    .replace(new RegExp(`${name}\\{[^}]*\\}`, "g"), "")
    .replace(/\b(?:by|without|on|ignoring) \([^)]*\)/g, "")
    .replace(/\[[^\]]*\]|offset \w+/g, "");
  for (const [word] of rest.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w*\\s*\\()`, "g")))
    if (!keywords.has(word)) throw new Error(`${word} in ${expression}: write it with braces.`);
  return found.map(([, metric = "", matchers = ""]) => ({
    metric,
    labels: [...labelsIn(matchers), ...grouped].filter((label) => label !== "le"),
  }));
}

function labelsIn(list: string): readonly string[] {
  return [...list.matchAll(/([a-zA-Z_]\w*)\s*(?:[=!]|,|$)/g)].map(([, label = ""]) => label);
}
