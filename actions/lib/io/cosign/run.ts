/** One question to cosign: is this image, or an attestation of it, signed by whom we trust? */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailed, exec } from "../exec/exec.ts";
import { type PushedImage, referenceOf } from "./image.ts";
import type { Trust } from "./trust.ts";

const VERIFY_TIMEOUT_MS = 120_000;

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** `isAnswer` tells what cosign found from what kept it from looking, which is thrown. */
export async function askCosign(
  question: readonly string[],
  image: PushedImage,
  trust: Trust,
  env: NodeJS.ProcessEnv,
  isAnswer: (answer: Answer) => boolean,
): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-verify-"));
  try {
    const args = [...question, ...(await trustArgs(trust, folder)), referenceOf(image)];
    const options = { env: { ...env, ...trustEnvironment(trust) }, timeoutMs: VERIFY_TIMEOUT_MS };
    const answer = await exec("cosign", args, { ...options, allowFailure: true });
    if (answer.exitCode === 0 || isAnswer(answer)) return answer;
    const [verb] = question;
    throw new CommandFailed(`cosign ${verb}`, answer.exitCode, answer.stderr, lastError(answer.stderr));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function trustArgs(trust: Trust, folder: string): Promise<readonly string[]> {
  if (trust.kind === "identity") {
    return [...identityArgs(trust), `--certificate-oidc-issuer=${trust.issuer}`];
  }
  // Without a root of its own cosign asks the public Sigstore for one, which a key has no use for.
  const root = join(folder, "trusted-root.json");
  await writeFile(root, '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n');
  return ["--key=env://SLIPWAY_PUBLIC_KEY", "--private-infrastructure", `--trusted-root=${root}`];
}

function identityArgs({ identity, caller }: Extract<Trust, { kind: "identity" }>): readonly string[] {
  if (caller === undefined) return [`--certificate-identity=${identity}`];
  // Fulcio writes the repository and the ref of the run, which are the caller's, next to the called file.
  const workflow = caller.workflow.replace(/[^\w/:-]/g, "\\$&");
  return [
    `--certificate-identity-regexp=^${workflow}@[^@\\s]+$`,
    `--certificate-github-workflow-repository=${caller.repository}`,
    `--certificate-github-workflow-ref=${caller.ref}`,
  ];
}

function trustEnvironment(trust: Trust): Readonly<Record<string, string>> {
  return trust.kind === "key" ? { SLIPWAY_PUBLIC_KEY: trust.publicKey } : {};
}

export function lastError(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.startsWith("Error: "));
  return (lines.at(-1) ?? stderr.trim().split("\n").at(-1) ?? "").replace(/^Error: /, "");
}
