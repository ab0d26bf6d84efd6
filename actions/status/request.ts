import { lookInputs } from "@slipway/lib/app/board/sources.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { services } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "status",
  summary: "Shows what runs where: version, age, health, distance, holds, freezes and stops.",
  inputs: {
    services: {
      description: "Only these services: a JSON array, or names with commas between; empty: all.",
      schema: services,
      default: "",
    },
    ...lookInputs,
  },
  outputs: {
    board: "The board as JSON; `actions/board/board.schema.json` describes it.",
    rules: "Branch rules that are missing or unknown: a JSON array of sentences.",
    pushes:
      "Findings about who pushed evidence and pins and when, and what was not checked: a JSON array of sentences.",
  },
});

export type StatusRequest = Request<typeof request>;
