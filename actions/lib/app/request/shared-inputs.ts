/** Inputs that several verbs share. */
import * as z from "zod";
import { DEFAULTS } from "../../domain/config/config.ts";
import { text } from "../../domain/parsing/values.ts";
import type { Input } from "./request.ts";

/** The branch that the environments live on. */
export const branchInput = (description: string) =>
  ({ description, schema: text, default: DEFAULTS.branch, setting: "branch" }) as const satisfies Input;

/** The environment that new releases enter. */
export const firstEnvironmentInput = (description: string) =>
  ({
    description,
    schema: text,
    default: DEFAULTS.firstEnvironment,
    setting: "firstEnvironment",
  }) as const satisfies Input;

/** The author of a verb's commits: the same two inputs in every verb that commits. */
export const botInputs = {
  "bot-name": {
    description: "Name of the author of the commits this verb makes.",
    schema: z.string().min(1),
    default: DEFAULTS.bot.name,
    setting: "bot.name",
  },
  "bot-email": {
    description: "Mail address of the author of the commits this verb makes.",
    schema: z.string().min(3),
    default: DEFAULTS.bot.email,
    setting: "bot.email",
  },
} as const satisfies Readonly<Record<string, Input>>;
