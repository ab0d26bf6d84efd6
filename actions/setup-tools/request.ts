import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { list } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";
import { pins } from "./pins.ts";

const known = Object.keys(pins);

export const request = defineRequest({
  verb: "setup-tools",
  summary: "Puts the tools the other verbs call on PATH, each by version and checksum.",
  inputs: {
    tools: {
      description: `Tools wanted, a JSON array or a list with commas, of: ${known.join(", ")}.`,
      schema: list.pipe(z.array(z.enum(known, `not one of ${known.join(", ")}`))),
    },
  },
  outputs: {
    versions: "What later steps find on PATH: a JSON object, tool to version.",
  },
});

export type SetupToolsRequest = Request<typeof request>;
