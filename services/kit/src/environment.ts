import { ConfigError } from "./config.ts";
import { Type } from "./schema.ts";

/** Which environment a service runs in, as its overlay says; without one it assumes the strictest. */
export const environmentSetting = Type.String({
  default: "prod",
  pattern: "^[a-z][a-z0-9-]{0,39}$",
  description: "the name of an environment, such as dev, staging or prod",
});

/** The only one in which people may do without a login what needs one elsewhere. */
const demoEnvironment = "dev";

/** Throws `ConfigError` for demo mode anywhere but in dev: it lets anybody read and cancel all orders. */
export function requireNoDemo(demoMode: "on" | "off", environment: string): void {
  if (demoMode === "off" || environment === demoEnvironment) return;
  throw new ConfigError([
    `DEMO_MODE: "on" is refused, because ENVIRONMENT is ${JSON.stringify(environment)} and demo mode is for "${demoEnvironment}" alone. ` +
      `Unset DEMO_MODE; where nobody has customers, set ENVIRONMENT to ${demoEnvironment}.`,
  ]);
}
