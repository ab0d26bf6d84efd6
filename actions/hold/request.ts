import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs, branchInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { secondsOf } from "@slipway/lib/domain/durations/parse.ts";
import { flag, optionalText, services, text } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

/** A time, or how long from now in seconds. */
const until = z.union(
  [
    z.literal("").transform(() => undefined),
    z
      .string()
      .regex(/^[1-9]\d{0,4}[mhd]$/)
      .transform((value) => ({
        seconds: secondsOf(value),
      })),
    z.iso.datetime().transform((value) => ({ time: new Date(value) })),
  ],
  "neither a duration (30m, 12h, 2d) nor a time in UTC (2026-01-01T00:00:00Z)",
);

const release = z
  .string()
  .regex(
    /^(current|\d+\.\d+\.\d+|sha256:[0-9a-f]{64})$/,
    'neither "current" nor a version nor a release id (sha256:<64 hexadecimal digits>)',
  );

export const request = defineRequest({
  verb: "hold",
  summary: "Keeps releases out of an environment until a newer release, a time, or until the hold is lifted.",
  inputs: {
    environment: {
      description: "Environment the releases must not move into.",
      alias: "env",
      schema: text,
    },
    services: {
      description: "Services: a JSON array, or names separated by commas or spaces.",
      alias: "service",
      schema: services.refine((names) => names.length > 0, "expected at least one service"),
    },
    "release-id": {
      description:
        "What to hold, or whose hold to lift: a release id, a version, or current, which is what the environment has now; lifting takes the newest hold for it.",
      alias: "release",
      schema: release,
      default: "current",
    },
    reason: {
      description: "Reason; it is recorded in the hold and in the commit. A hold needs one.",
      schema: optionalText,
      default: "",
    },
    until: {
      description:
        "When the hold expires: 30m, 12h, 2d, or a time in UTC. By default a newer release ends it.",
      schema: until,
      default: "",
    },
    lift: {
      description: "Lift the hold instead, by deleting its file (true or false).",
      schema: flag,
      default: "false",
    },
    propose: {
      description:
        "Branch to push the commit to instead, for a pull request: lifting is for the owners of the holds to approve.",
      schema: z.string().regex(/^([\w][\w./-]*)?$/, "not a branch name"),
      default: "",
    },
    branch: branchInput("Branch the environments live on."),
    ...botInputs,
  },
  outputs: {
    commit: "Full sha of the commit; empty when nothing changed.",
    holds: "Paths of the holds that were written or deleted: a JSON array.",
  },
});

export type HoldRequest = Request<typeof request>;
