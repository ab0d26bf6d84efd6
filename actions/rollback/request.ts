import { hotfixTrustInputs } from "@slipway/lib/app/hotfixes/trust.ts";
import { BadRequest, defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs, branchInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";
import { secondsOf } from "@slipway/lib/domain/durations/parse.ts";
import { flag, optionalText, services } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

/** In seconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, "not a duration (30m, 1h, 2d)")
  .transform(secondsOf);

const version = z.string().regex(/^(\w[\w.-]{0,127})?$/, "not a version like 1.4.2, or a tag");

export const request = defineRequest({
  verb: "rollback",
  summary:
    "Rolls services back to their last healthy release, byte for byte, and holds the releases they leave: one commit, one push.",
  inputs: {
    auto: {
      description:
        "Plans from the evidence, without any of the next four inputs: rolls back every release whose canary was aborted, and holds releases that people reverted with git (true or false).",
      schema: flag,
      default: "false",
    },
    environment: {
      description: "Environment to roll back in.",
      alias: "env",
      schema: optionalText,
      default: "",
    },
    services: {
      description: "Services to roll back: a JSON array, or names separated by commas or spaces.",
      alias: "service",
      schema: services,
      default: "",
    },
    to: {
      description:
        "Version to roll back to, or the tag where pins stand in files of your own; by default the last one that was healthy there before the current one.",
      schema: version.transform((value) => (value === "" ? undefined : value)),
      default: "",
    },
    reason: {
      description: "Reason; it is recorded in the commit and in the hold.",
      schema: optionalText,
      default: "",
    },
    "error-hold": {
      description: "How long to hold a release whose canary could not be judged (cause error): 30m, 1h, 2d.",
      schema: duration,
      default: "1h",
    },
    branch: branchInput("Branch the environments live on."),
    "dry-run": {
      description: "Print the plan and change nothing (true or false).",
      schema: flag,
      default: "false",
    },
    ...trustInputs,
    ...hotfixTrustInputs,
    ...botInputs,
  },
  outputs: {
    commit: "Full sha of the commit that was pushed to the branch; empty when there was nothing to push.",
    rollbacks:
      'Rollbacks: a JSON array of {"environment": …, "service": …, "from": …, "to": …, "hold": …}, versions and the path of the hold.',
    pulls:
      'Open pull requests, for environments whose rollbacks are reviewed: a JSON array of {"environment": …, "number": …, "url": …}.',
  },
});

export type RollbackRequest = Request<typeof request>;

/** What a person asked for, or that the run is to find out by itself. */
export type RollbackMode =
  | { readonly kind: "auto" }
  | {
      readonly kind: "order";
      readonly environment: string;
      readonly services: readonly string[];
      readonly to: string | undefined;
      readonly reason: string;
    };

const REMEDY = "Give environment, services and reason; or auto alone, to have it planned from the evidence.";

/** Throws `BadRequest` with everything that does not fit together. */
export function modeOf(request: RollbackRequest): RollbackMode {
  const { auto, environment, services: names, to, reason } = request;
  const given = [
    ...(environment === undefined ? [] : ["environment"]),
    ...(names.length === 0 ? [] : ["services"]),
    ...(to === undefined ? [] : ["to"]),
    ...(reason === undefined ? [] : ["reason"]),
  ];
  if (auto && given.length > 0) {
    throw new BadRequest([`rollback: auto is combined with ${given.join(", ")}.\n  ${REMEDY}`]);
  }
  if (auto) return { kind: "auto" };
  const missing = ["environment", "services", "reason"].filter((name) => !given.includes(name));
  if (environment === undefined || reason === undefined || missing.length > 0) {
    throw new BadRequest([`rollback: ${missing.join(", ")} missing.\n  ${REMEDY}`]);
  }
  return { kind: "order", environment, services: names, to, reason };
}
