import { type BranchProtection, writeProtections } from "@slipway/lib/io/forge/gitea-protection.ts";
import type { ForgeApi } from "./api.ts";

export interface Pushers {
  /** Accounts that may push to main. */
  readonly pushers: readonly string[];
  /** The account that writes evidence and heartbeats. */
  readonly reporter: string;
}

/** Push rights, like a ruleset on GitHub; no other account can move these branches. */
const rulesFor = ({ pushers, reporter }: Pushers): readonly BranchProtection[] => [
  // The merge of a person is checked against the gates that the bot evaluated.
  { pattern: "main", pushers, checks: ["slipway/gates"] },
  // Evidence is only useful if nobody else can write it. Once a year the reporter replaces its branch with a
  // shorter history.
  ...["evidence/**", "heartbeat/**"].map((pattern) => ({
    pattern,
    pushers: [reporter],
    replacers: [reporter],
  })),
];

const ACCOUNTS: Pushers = { pushers: ["admin", "developer", "slipway-bot"], reporter: "reporter" };

/**
 * Creates missing rules and updates those of an earlier version.
 * @param path of the repository in the API
 */
export async function protectBranches(
  admin: ForgeApi,
  path: string,
  accounts: Pushers = ACCOUNTS,
): Promise<void> {
  await writeProtections(
    (method, below, body) => admin.call(method, `${path}${below}`, body),
    rulesFor(accounts),
  );
}
