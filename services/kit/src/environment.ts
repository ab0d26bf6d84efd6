import { ConfigError } from "./config.ts";
import { Type } from "./schema.ts";

/** The environment of a service, as set by its overlay; without a value it assumes the strictest. */
export const environmentSetting = Type.String({
  default: "prod",
  pattern: "^[a-z][a-z0-9-]{0,39}$",
  description: "the name of an environment, such as dev, staging or prod",
});

/** The only environment in which calls that need a login elsewhere may be made without one. */
const demoEnvironment = "dev";

/** Throws `ConfigError` for demo mode outside dev, because in demo mode anyone may read and cancel all orders. */
export function requireNoDemo(demoMode: "on" | "off", environment: string): void {
  if (demoMode === "off" || environment === demoEnvironment) return;
  throw new ConfigError([
    `DEMO_MODE: "on" is refused, because ENVIRONMENT is ${JSON.stringify(environment)} and demo mode is for "${demoEnvironment}" alone. ` +
      `Unset DEMO_MODE; where nobody has customers, set ENVIRONMENT to ${demoEnvironment}.`,
  ]);
}
