/** Who signs hotfixes: another workflow, on the hotfix's own branch, or the holder of another key; never main's. */
import type { HotfixPolicy } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { optionalText } from "../../domain/parsing/values.ts";
import { type Caller, identityOf, type Trust } from "../../io/cosign/trust.ts";
import { BadRequest, type Input } from "../request/request.ts";

export const hotfixTrustInputs = {
  "hotfix-public-key": {
    description:
      "Public key (PEM) that hotfixes must be signed with, where public-key is given; it must be another one. With an identity it is the workflow environment.yaml names (hotfix.identity), on the hotfix's branch.",
    schema: optionalText,
    default: "",
  },
} as const satisfies Readonly<Record<string, Input>>;

/** `trust`: that of what main delivers; undefined where nothing is verified. */
export type HotfixTrust = (policy: HotfixPolicy, hotfix: string) => Trust | undefined;

export function hotfixTrustOf(trust: Trust | undefined, publicKey: string | undefined): HotfixTrust {
  if (trust?.kind === "key" && publicKey?.trim() === trust.publicKey.trim()) {
    throw new BadRequest([
      "hotfix-public-key: it is public-key's too, so a hotfix could not be distinguished from a release of main.\n  Make its own key pair (cosign generate-key-pair).",
    ]);
  }
  return ({ identity }, hotfix) => {
    if (trust === undefined) return undefined;
    if (trust.kind === "key") return { ...trust, publicKey: requireKey(publicKey) };
    if (trust.caller !== undefined) {
      const caller = calledOnBranch(trust.caller, identity, hotfix);
      return { ...trust, caller, identity: identityOf(caller) };
    }
    return { ...trust, identity: onBranch(trust.identity, identity, hotfix) };
  };
}

function requireKey(publicKey: string | undefined): string {
  if (publicKey !== undefined) return `${publicKey.trim()}\n`;
  throw new UserError(
    "hotfix-public-key: not given, so a hotfix's signature cannot be verified.\n  Give the public key that hotfixes are signed with.",
  );
}

/** The same repository, another workflow, the hotfix's branch: exactly that one. */
function onBranch(identity: string, workflow: string, hotfix: string): string {
  const repository = identity.replace(/\/\.github\/workflows\/[^@]*@.*$/, "");
  return `${repository}/${workflow}@refs/heads/${hotfix}`;
}

/**
 * The reusable counterpart of that workflow, next to the one that delivers: `call-hotfix.yml` for
 * `.github/workflows/hotfix.yml`.
 */
function calledOnBranch({ workflow: deliver, repository }: Caller, workflow: string, hotfix: string): Caller {
  const file = workflow.slice(workflow.lastIndexOf("/") + 1);
  return {
    workflow: deliver.replace(/[^/]*$/, `call-${file}`),
    repository,
    ref: `refs/heads/${hotfix}`,
  };
}
