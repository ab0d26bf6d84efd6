import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { list, optionalText } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

const NAME = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
const NO_NAME = "not a name of lower case letters, digits and dashes";
const name = z.string().regex(NAME, NO_NAME);

/** Undefined when nothing is given. */
function orEmpty(pattern: RegExp, message: string) {
  return optionalText.refine((value) => value === undefined || pattern.test(value), message);
}

export const request = defineRequest({
  verb: "init",
  summary:
    "Sets a repository up for Slipway: writes what is missing, overwrites nothing; run it again after adding a service.",
  inputs: {
    product: {
      description:
        "Name of what the services are together; when empty, slipway.yaml's, else the repository's name.",
      schema: orEmpty(NAME, NO_NAME),
      default: "",
    },
    repository: {
      description:
        "Address from which Argo CD reads the repository: https://github.com/owner/name.git; when empty, slipway.yaml's, else that of git's origin.",
      schema: orEmpty(/^https?:\/\/[^@\s]+$/, "not an address without user and token"),
      default: "",
    },
    registry: {
      description:
        "Registry of the images, with a path if they have one; when empty, that of the environments there are, else ghcr.io/<owner> where the repository is on GitHub.",
      schema: orEmpty(/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/, "not host[:port][/path]"),
      default: "",
    },
    environments: {
      description:
        "Environments in promotion order, with commas between them; when empty, those there are, else dev,staging,prod.",
      schema: list.pipe(z.array(name)).transform((names) => (names.length === 0 ? undefined : names)),
      default: "",
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
