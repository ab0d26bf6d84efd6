import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { flag, list } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

export const request = defineRequest({
  verb: "adopt",
  summary:
    "The small start with --pins: declares where your files pin each service, so that pins are promoted and rolled back there.",
  inputs: {
    pins: {
      description: "Keep your layout: declare pins in your own files. Without it, use slipway init.",
      schema: flag,
      default: "false",
    },
    environments: {
      description:
        "Environments in promotion order, with commas between them; when empty, those of dev, test, qa, staging, prod and the like that paths of files name.",
      schema: list.pipe(z.array(z.string().regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, "not a name"))),
      default: "",
    },
  },
  outputs: { written: "Paths of the files that were written: a JSON array." },
});

export type AdoptRequest = Request<typeof request>;
