import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { list, optionalText } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, "not a name of lower case letters, digits and dashes");

export const request = defineRequest({
  verb: "init",
  summary:
    "Sets a repository up for Slipway: writes what is missing, overwrites nothing; run it again after adding a service.",
  inputs: {
    product: { description: "Name of what the services are together.", schema: name },
    repository: {
      description: "Address from which Argo CD reads the repository: https://github.com/owner/name.git.",
      schema: z.string().regex(/^https?:\/\/[^@\s]+$/, "not an address without user and token"),
    },
    registry: {
      description: "Registry of the images, with a path if they have one: ghcr.io/owner.",
      schema: z.string().regex(/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/, "not host[:port][/path]"),
    },
    environments: {
      description: "Environments in promotion order, with commas between them.",
      schema: list.pipe(z.array(name).min(1)),
      default: "dev,staging,prod",
    },
    owners: {
      description:
        "Who reviews what is delivered and how, for CODEOWNERS: @owner/team. No CODEOWNERS when empty.",
      schema: optionalText,
      default: "",
    },
    slipway: {
      description: "Slipway that the workflows call: owner/name@<commit>; this one when empty.",
      schema: z
        .string()
        .regex(/^(?:[\w.-]+\/[\w.-]+@[0-9a-f]{40})?$/, "not owner/name@ and a full commit")
        .transform((value) => (value === "" ? undefined : value)),
      default: "",
    },
  },
  outputs: { written: "Paths of the files that were written: a JSON array." },
});

export type InitRequest = Request<typeof request>;
