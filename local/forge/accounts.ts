import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import type { Namespaces } from "../platform/namespaces.ts";
import type { Platform } from "../platform/platform.ts";
import { forgeUser, insideFolder } from "./settings.ts";

/**
 * People and bots of the local forge. `developer` pushes, `reviewer` merges; each bot has the rights that its
 * work needs.
 */
export const accounts = ["admin", "developer", "reviewer", "slipway-bot", "reporter"] as const;
export type Account = (typeof accounts)[number];

/** Tokens of all accounts except the administrator allow only what the account needs on the forge. */
const scopes: Readonly<Record<Account, string>> = {
  admin: "all",
  developer: "write:repository,write:issue,read:user",
  reviewer: "write:repository,write:issue,read:user",
  "slipway-bot": "write:repository,write:issue,read:user",
  reporter: "write:repository,read:user",
};

const tokenFile = (platform: Platform, name: string): string => platform.path("accounts", `${name}.token`);

/** Token of an account; `runner` is the runner's registration token. */
export async function accountToken(platform: Platform, name: Account | "runner"): Promise<string> {
  return (await readFile(tokenFile(platform, name), "utf8")).trim();
}

/** Creates the accounts and their tokens; existing ones are kept. */
export async function createAccounts(platform: Platform, namespaces: Namespaces): Promise<void> {
  const gitea = async (...args: string[]): Promise<string> => {
    const [command, ...prefix] = [...namespaces.enter(), ...forgeUser.become, "/mnt/gitea/bin/gitea"];
    const { stdout } = await execa(
      command ?? "",
      [...prefix, "--config", `${insideFolder}/app.ini`, ...args],
      {
        env: forgeUser.environment,
        timeout: 30_000,
      },
    );
    return stdout.trim();
  };
  const keep = async (name: string, make: () => Promise<string>): Promise<void> => {
    const file = tokenFile(platform, name);
    if (!existsSync(file)) await writeFile(file, await make(), { mode: 0o600 });
  };
  for (const account of accounts) {
    await keep(account, async () => {
      const mail = `${account}@forge.local`;
      const admin = account === "admin" ? ["--admin"] : [];
      await gitea(
        "admin",
        "user",
        "create",
        "--username",
        account,
        "--email",
        mail,
        "--random-password",
        "--must-change-password=false",
        ...admin,
      );
      return gitea(
        "admin",
        "user",
        "generate-access-token",
        "--username",
        account,
        "--token-name",
        "slipway",
        "--scopes",
        scopes[account],
        "--raw",
      );
    });
  }
  await keep("runner", () => gitea("actions", "generate-runner-token"));
}
