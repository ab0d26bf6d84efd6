import { lookInputs } from "@slipway/lib/app/board/sources.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { serviceName } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

export const request = defineRequest({
  verb: "history",
  summary: "Lists a service's releases over all environments: when, what, who, why, and what became of them.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: {
      description: "Only this environment; empty: all.",
      schema: z.union([z.literal(""), serviceName]),
      default: "",
    },
    limit: {
      description: "Entries at most, the newest of them.",
      schema: z
        .string()
        .regex(/^[1-9]\d{0,5}$/, "not a number from 1")
        .transform(Number),
      default: "50",
    },
    ...lookInputs,
  },
  outputs: { record: 'JSON: {"schema": 1, "service": …, "entries": […], "held": […], "holds": […]}.' },
});

export type HistoryRequest = Request<typeof request>;
