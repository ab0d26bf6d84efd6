/** The calls of trivy. It sees an empty working folder and hardly any environment: no file or variable there may mute it. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { CommandFailed, exec } from "@slipway/lib/io/exec/exec.ts";

const SCAN_TIMEOUT_MS = 10 * 60_000;
const FETCH_TIMEOUT_MS = 5 * 60_000;

/** What it does not need: telling its makers, asking for news of itself, and lists of other vendors. */
const QUIET = ["--skip-version-check", "--disable-telemetry", "--no-progress"];

const NETWORK = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"];
const NEEDED = ["PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];

export interface Scan {
  /** Empty but for the layout; trivy runs in it. */
  readonly work: string;
  /** Folder of the layout in `work`; what the reports call the image. */
  readonly layout: string;
  readonly cache: string;
  /** File in `work` for the JSON report. */
  readonly report: string;
}

/** Scans the first image of a layout with the database as it is. */
export async function scan({ work, layout, cache, report }: Scan, env: NodeJS.ProcessEnv): Promise<void> {
  await trivy(
    [
      "image",
      `--input=${layout}`,
      `--cache-dir=${cache}`,
      // The cache on disk is locked by the first of several scans.
      "--cache-backend=memory",
      "--scanners=vuln,secret",
      "--image-config-scanners=secret",
      "--list-all-pkgs",
      "--offline-scan",
      "--skip-db-update",
      "--skip-java-db-update",
      "--skip-vex-repo-update",
      "--format=json",
      `--output=${report}`,
      ...QUIET,
    ],
    { cwd: work, env: isolated(env, { HOME: work }), timeoutMs: SCAN_TIMEOUT_MS },
  );
}

/** Renders a report in another format; nothing is scanned again. */
export async function convert(
  { work, report }: Pick<Scan, "work" | "report">,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await trivy(["convert", ...args, report], {
    cwd: work,
    env: isolated(env, { HOME: work }),
    timeoutMs: SCAN_TIMEOUT_MS,
  });
}

/** Fetches the database if the one in the cache is due. */
export async function fetchDatabase(
  cache: string,
  repository: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const args = [
    "image",
    "--download-db-only",
    `--cache-dir=${cache}`,
    `--db-repository=${repository}`,
    ...QUIET,
  ];
  // A mirror may want a login.
  const more = pick(env, ["HOME", "DOCKER_CONFIG", ...NETWORK]);
  await trivy(args, { cwd: cache, env: isolated(env, more), timeoutMs: FETCH_TIMEOUT_MS });
}

async function trivy(args: readonly string[], options: Parameters<typeof exec>[2]): Promise<void> {
  try {
    await exec("trivy", args, options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new UserError(`trivy ${args[0]} gave no result: ${lastError(error)}`);
  }
}

/** Trivy's own names for its steps come first, the cause last, on its own lines. */
function lastError({ message, stderr }: CommandFailed): string {
  const cause = /\t(?:FATAL|ERROR)\t(?![\s\S]*\t(?:FATAL|ERROR)\t)([\s\S]*)/.exec(stderr)?.[1];
  return cause === undefined ? message : shorten(cause.replace(/\s+/g, " ").trim());
}

const shorten = (text: string): string => (text.length > 600 ? `…${text.slice(-600)}` : text);

/** TRIVY_* would change what is found, and the tokens of the job are none of a scanner's business. */
function isolated(env: NodeJS.ProcessEnv, more: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { ...nothing, ...pick(env, NEEDED), ...more };
}

const pick = (env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
