import { lookInputs } from "@slipway/lib/app/board/sources.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs } from "@slipway/lib/app/request/shared-inputs.ts";
import { text } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

export const request = defineRequest({
  verb: "board",
  summary: "Writes what runs where, how far behind and why, as a static page and JSON.",
  inputs: {
    out: {
      description:
        "Folder to write index.html, board.json and metrics.txt (OpenMetrics) to; made where it is not there.",
      schema: text,
      default: "board",
    },
    publish: {
      description:
        "Branch to publish the folder on, as its only commit and replaced as a whole; Pages can serve it. Empty: none.",
      schema: z.union([z.literal(""), z.string().regex(/^[\w][\w./-]*$/, "not a branch name")]),
      default: "",
    },
    ...lookInputs,
    ...botInputs,
  },
  outputs: {
    page: "Path of the page.",
    json: "Path of board.json; `actions/board/board.schema.json` describes it.",
  },
});

export type BoardRequest = Request<typeof request>;
