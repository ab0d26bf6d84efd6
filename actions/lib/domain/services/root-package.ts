/** What a change of the root's package.json means for what is built below it. */

/** People and the repository's own tools read these; what they install is the lockfile's to say. */
const OF_NO_EFFECT = new Set([
  ...["name", "version", "description", "private", "license", "author", "contributors", "repository", "bugs"],
  ...[
    "homepage",
    "keywords",
    "funding",
    "devDependencies",
    "optionalDependencies",
    "engines",
    "bin",
    "files",
  ],
]);
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare", "prebuild", "postbuild"];

/** Keys that differ and may change what is built; undefined where one of the two cannot be read. */
export function rootChanges(
  before: Buffer | undefined,
  after: Buffer | undefined,
): readonly string[] | undefined {
  const [old, now] = [read(before), read(after)];
  if (old === undefined || now === undefined) return undefined;
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return keys.filter((key) => !OF_NO_EFFECT.has(key) && effectOf(key, old[key]) !== effectOf(key, now[key]));
}

function effectOf(key: string, value: unknown): string | undefined {
  if (key !== "scripts" || typeof value !== "object" || value === null) return JSON.stringify(value);
  return (
    JSON.stringify(INSTALL_SCRIPTS.map((name) => (value as Record<string, unknown>)[name])).replace(
      /^\[(null,?)*\]$/,
      "",
    ) || undefined
  );
}

function read(content: Buffer | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(content?.toString().replace(/^\ufeff/, "") ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
