import { exec } from "@slipway/lib/io/exec/exec.ts";
import type { Pin } from "./pins.ts";

const ASK_TIMEOUT_MS = 20_000;

/** The version a tool reports, without its `v`; undefined when it is not there or says none. */
export async function versionOf(
  command: string,
  { ask }: Pick<Pin, "ask">,
  env: NodeJS.ProcessEnv = {},
): Promise<string | undefined> {
  try {
    const { stdout, exitCode } = await exec(command, ask, {
      env,
      timeoutMs: ASK_TIMEOUT_MS,
      allowFailure: true,
    });
    return exitCode === 0 ? /\bv?(\d+\.\d+\.\d+(?:-[\w.]+)?)/.exec(stdout)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
