/** The forge's repository that the environments live in: another than the run's, where the service's workflow bumps. */
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { fullNameOfAddress, publicAddress, readCheckout } from "@slipway/lib/io/git/checkout.ts";
import type { BumpRequest } from "./request.ts";

/** The run's variables, with the repository that is pushed to as the forge's. A runner lets no workflow set that one. */
export async function forgeEnvironment(
  { env, workspace }: Context,
  { repository }: Pick<BumpRequest, "repository">,
): Promise<NodeJS.ProcessEnv> {
  if (repository === undefined || !env.GITHUB_REPOSITORY) return env;
  const { origin = "" } = await readCheckout(workspace);
  const address = publicAddress(origin);
  if (address !== undefined) return { ...env, GITHUB_REPOSITORY: fullNameOfAddress(address) };
  throw new UserError(
    `git remote origin: ${JSON.stringify(origin)} does not say which repository of the forge this checkout is of.\n  Check the configuration repository out by its address (actions/checkout with \`repository\`).`,
  );
}
