/** Keys of slipway.yaml that inputs of several verbs read. */
import type { Config } from "./config.ts";

/** Keys of slipway.yaml that an input may take its value from. */
export const SETTINGS = {
  branch: (config: Config) => config.branch,
  firstEnvironment: (config: Config) => config.firstEnvironment,
  "bot.name": (config: Config) => config.bot.name,
  "bot.email": (config: Config) => config.bot.email,
} as const satisfies Readonly<Record<string, (config: Config) => string>>;

export type Setting = keyof typeof SETTINGS;
