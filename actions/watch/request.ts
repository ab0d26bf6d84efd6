import { lookInputs } from "@slipway/lib/app/board/sources.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { secondsOf } from "@slipway/lib/domain/durations/parse.ts";
import { optionalText, serviceName } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[smh]$/, "not a duration such as 10s, 30m or 2h")
  .transform(secondsOf);

const environment = z.union([z.literal("").transform(() => undefined), serviceName]);

export const request = defineRequest({
  verb: "watch",
  summary:
    "Follows a service through the environments as it happens, and can wait until a release is healthy.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: {
      description:
        "Environment to wait for: the run ends when the release there is healthy or has failed. Empty: all, until timeout.",
      schema: environment,
      default: "",
      isPositional: true,
    },
    release: {
      description:
        "Version to wait for, or the commit it was built from (7 digits at least). Empty: whatever is pinned.",
      schema: optionalText,
      default: "",
    },
    timeout: { description: "Longest time to watch.", schema: duration, default: "1h" },
    interval: { description: "Time between two looks.", schema: duration, default: "5s" },
    ...lookInputs,
  },
  outputs: { state: "State of the release in `environment` at the end; empty without one." },
});

export type WatchRequest = Request<typeof request>;
