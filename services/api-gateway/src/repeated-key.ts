const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * The first key that appears twice in one object of `json`, which must be valid. Parsers differ in which of
 * the two values they use.
 */
export function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = "";
  for (const [found] of json.matchAll(token)) {
    if (found === "{") open.push(new Set());
    else if (found === "[") open.push(undefined);
    else if (found === "}" || found === "]") open.pop();
    else if (found === ":") {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = found;
  }
  return undefined;
}
