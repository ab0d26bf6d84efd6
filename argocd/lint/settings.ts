/** Settings of slipway.yaml for the rules: an invalid file is reported once and otherwise ignored. */
import { CONFIG_FILE, type Config, DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { Findings } from "@slipway/lib/domain/errors/user-error.ts";
import type { Files, Rule } from "./rule.ts";

/** Rules need the settings for every file that they check. */
const known = new WeakMap<Files, Config>();

export function configOf(files: Files): Config {
  const config = known.get(files) ?? readable(files);
  known.set(files, config);
  return config;
}

function readable(files: Files): Config {
  try {
    return parseConfig(files.get(CONFIG_FILE));
  } catch {
    return DEFAULTS;
  }
}

export const settings: Rule = (files) => {
  try {
    parseConfig(files.get(CONFIG_FILE));
    return [];
  } catch (error) {
    if (error instanceof Findings) return error.findings;
    throw error;
  }
};
