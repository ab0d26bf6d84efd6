import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { branchInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { flag, list, text } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "doctor",
  summary:
    "Checks what must be true outside the repository: Apps, secrets, environments, rules of branches and tags, reporters.",
  inputs: {
    apply: {
      description: "Set what the forge's API can set; the token needs administration: write.",
      schema: flag,
      default: "false",
    },
    branch: branchInput("Branch the environments live on."),
    bot: {
      description:
        "Login of the bot: <slug>[bot] of its App; the variable SLIPWAY_BOT_NAME takes precedence.",
      schema: text,
      default: DEFAULTS.bot.name,
      setting: "bot.name",
    },
    reporters: {
      description:
        "Who writes evidence: slugs of Apps at GitHub, logins at Gitea, with commas between; empty: not known.",
      schema: list,
      default: "",
    },
    maintainers: {
      description:
        "Gitea: logins of those who may stop an environment and push hotfixes, with commas between.",
      schema: list,
      default: "",
    },
  },
  outputs: {
    findings:
      "Every requirement with its answer: a JSON array of `id`, `state`, `isRequired`, `what` and more.",
  },
});

export type DoctorRequest = Request<typeof request>;
