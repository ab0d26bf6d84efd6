import { Findings } from "../errors/user-error.ts";
import { parseYaml } from "../parsing/yaml.ts";
import type { Tree } from "../repository/git.ts";
import { CONFIG_FILE, type Config, configSchema, DEFAULTS } from "./config.ts";

const kind = { schema: configSchema, remedy: "docs/adopt.md lists its keys; each of them is optional." };

/** Parses a slipway.yaml, or returns the defaults without one. Throws `Findings` with all findings. */
export function parseConfig(content: Buffer | string | undefined): Config {
  if (content === undefined || isEmpty(content.toString())) return DEFAULTS;
  const { value, findings } = parseYaml(content, CONFIG_FILE, kind);
  if (value === undefined) throw new Findings(findings);
  return value;
}

function isEmpty(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
}

const known = new WeakMap<Tree, Promise<Config>>();

/** What slipway.yaml says at this commit; read once for each tree. */
export function readConfig(tree: Tree): Promise<Config> {
  const config = known.get(tree) ?? tree.read(CONFIG_FILE).then(parseConfig);
  known.set(tree, config);
  return config;
}
