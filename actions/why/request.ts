import { lookInputs } from "@slipway/lib/app/board/sources.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { serviceName } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "why",
  summary: "Shows which gates block a service's next release, and what opens them.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: { description: "Name of the environment.", schema: serviceName, isPositional: true },
    ...lookInputs,
  },
  outputs: {
    explanation: 'JSON: {"now": […], "blocks": […], "remedies": […]}, each a list of sentences.',
  },
});

export type WhyRequest = Request<typeof request>;
