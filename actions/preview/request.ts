import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { flag, optionalText } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

const commitish = optionalText.pipe(
  z
    .string()
    .regex(/^[^-\s][^\s]*$/, "not a commit or ref")
    .optional(),
);

export const request = defineRequest({
  verb: "preview",
  summary: "Shows which running manifests a pull request changes, per environment, as a rendered diff.",
  inputs: {
    base: {
      description:
        "What is merged into: a commit or ref. When empty, the pull request's base, else origin/main.",
      schema: commitish,
      default: "",
    },
    head: {
      description: "What is merged: a commit or ref. When empty, the pull request's head, else HEAD.",
      schema: commitish,
      default: "",
    },
    output: {
      description:
        "Folder for the whole text: preview.md, preview.diff and preview.html. Nothing is written when empty.",
      schema: optionalText,
      default: "",
    },
    comment: {
      description: "Keep one comment at the pull request up to date: true or false.",
      schema: flag,
      default: "true",
    },
  },
  outputs: {
    changed: "Number of environments' targets in which something changes.",
    risks: "Number of risk notes.",
    base: "Full sha of the commit that was compared with.",
    merged: "Full sha of the merge result that was compared.",
  },
});

export type PreviewRequest = Request<typeof request>;
