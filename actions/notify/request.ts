import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs } from "@slipway/lib/app/request/shared-inputs.ts";
import { list, optionalText, text } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";
import { KINDS } from "./events.ts";

export const request = defineRequest({
  verb: "notify",
  summary: "Tells people what they wait for, by webhooks: each state of the board once.",
  inputs: {
    board: {
      description: "Path of board.json, as the verb board writes it.",
      schema: text,
      default: "board/board.json",
    },
    kinds: {
      description: `States to notify of, separated by commas: ${KINDS.join(", ")}.`,
      schema: list.pipe(z.array(z.enum(KINDS, `not one of ${KINDS.join(", ")}`))),
      default: KINDS.join(","),
    },
    page: {
      description: "Address of the published board, for a link in each message; none when empty.",
      schema: optionalText,
      default: "",
    },
    remember: {
      description: "Ref that records what was sent already; the bot pushes it.",
      schema: z.string().regex(/^refs\/slipway\/[\w/-]+$/, "not a ref below refs/slipway/"),
      default: "refs/slipway/notified",
    },
    ...botInputs,
  },
  outputs: { sent: "What was sent: a JSON array of ids." },
});

export type NotifyRequest = Request<typeof request>;
