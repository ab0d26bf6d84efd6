import { basename } from "node:path";
import * as z from "zod";
import { DEFAULTS } from "../../domain/config/config.ts";
import { connectForge } from "../../io/forge/connect.ts";
import type { Forge } from "../../io/forge/forge.ts";
import { ownCommitsOf } from "../../io/forge/own-commits.ts";
import { type Git, openGit } from "../../io/git/git.ts";
import type { Context } from "../report/report.ts";
import type { Input } from "../request/request.ts";
import type { BoardSources } from "./read.ts";

/** Inputs of every verb that only looks. */
export const lookInputs = {
  branch: {
    description: "Branch the environments live on.",
    schema: z.string().regex(/^[\w][\w./-]*$/, "not a branch name"),
    default: DEFAULTS.branch,
    setting: "branch",
  },
} as const satisfies Readonly<Record<string, Input>>;

/** Where this run reads from. The forge is queried when there is a token for it; looking needs none. */
export function boardSources(
  branch: string,
  context: Context,
  git: Git = reader(context),
): BoardSources & { readonly forge: Forge | undefined } {
  const { env, workspace, clock } = context;
  const { GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server, SLIPWAY_TOKEN: token } = env;
  return {
    git,
    forge: name && token ? connectForge(env) : undefined,
    isOwn: ownCommitsOf(env),
    branch,
    repository: {
      name: name || basename(workspace),
      url: name && server ? `${server.replace(/\/+$/, "")}/${name}` : null,
    },
    now: clock.now(),
  };
}

/** Makes no commits, but git requires a name. */
function reader({ workspace, env }: Context): Git {
  return openGit(workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    token: env.SLIPWAY_TOKEN,
  });
}
