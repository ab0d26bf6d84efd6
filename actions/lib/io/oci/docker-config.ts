/** The login `docker login` (or amazon-ecr-login) left behind, so that no verb ever takes a registry password. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../../domain/errors/user-error.ts";
import { parseJson } from "../../domain/parsing/json.ts";
import { exec } from "../exec/exec.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const configSchema = z.object({
  auths: z.record(z.string(), z.object({ auth: z.string().optional() })).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});

const helperSchema = z.object({ Username: z.string(), Secret: z.string() });

export async function dockerCredentials(
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const file = join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker"), "config.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const config = configSchema.safeParse(parseJson(text));
  if (!config.success) {
    throw new UserError(`${file}: not a docker configuration.\n  Log in again with docker login ${host}.`);
  }
  const { auths = {}, credHelpers = {}, credsStore } = config.data;
  const auth = (auths[host] ?? auths[`https://${host}`])?.auth;
  if (auth) return decode(auth);
  const helper = credHelpers[host] ?? credsStore;
  return helper === undefined ? undefined : await askHelper(helper, host, env);
}

function decode(auth: string): Credentials {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function askHelper(
  helper: string,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const options = { input: host, env, timeoutMs: 30_000, allowFailure: true };
  const { stdout, exitCode } = await exec(`docker-credential-${helper}`, ["get"], options);
  const answer = helperSchema.safeParse(parseJson(stdout));
  // A helper exits with 1 for "no login stored"; the registry then says itself whether one is needed.
  if (exitCode !== 0 || !answer.success) return undefined;
  return { username: answer.data.Username, password: answer.data.Secret };
}
