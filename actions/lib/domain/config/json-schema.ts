import * as z from "zod";
import { configSchema } from "./config.ts";

/** What editors check a slipway.yaml by: as people write it, so that no key is required. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: "input" });
  return { ...schema, title: "slipway.yaml", description: "What is a repository's own, for Slipway." };
}
