import { execa } from "execa";
import { cacheFolder, repositoryRoot } from "../../build/paths.ts";
import { toolsFolder } from "../programs.ts";

/** Programs that the set-up must provide; a machine may already have them. */
const hidden = [
  ...["redis-server", "redis-cli", "initdb", "postgres", "psql", "nats-server"],
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  ...["helm", "kustomize", "cosign", "trivy", "buildctl", "promtool", "prometheus", "crane"],
];

/**
 * Covers each command, on all of PATH, with a file that cannot be executed, and covers the folders of
 * Debian's PostgreSQL. `cover` lists further files, each with its replacement text. All of this is in a mount
 * namespace that ends with the command.
 */
const script = `set -e
for command in ${hidden.join(" ")}; do
  for folder in $(echo "$PATH" | tr : ' '); do
    [ -e "$folder/$command" ] || continue
    file=$(readlink -f "$folder/$command")
    # A link into the cache is no program of the machine.
    case $file in "$CACHE"/*) ;; *) mount --bind /dev/null "$file" ;; esac
  done
done
[ ! -d /usr/lib/postgresql ] || mount -t tmpfs none /usr/lib/postgresql
while [ "$1" != -- ]; do
  part=$(mktemp); printf %s "$2" > "$part"; mount --bind "$part" "$1"; rm "$part"; shift 2
done
shift; exec "$@"
`;

export interface Run {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of this repository without the programs that the set-up must provide. */
export async function withoutPrograms(
  command: readonly string[],
  cover: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const covered = Object.entries(cover).flat();
  const args = [...user, "--mount", "sh", "-c", script, "sh", ...covered, "--", ...command];
  const { exitCode, stdout, stderr } = await execa("unshare", args, {
    cwd: repositoryRoot,
    env: { ...env, PATH: machinePath(), CACHE: cacheFolder() },
    reject: false,
    timeout: 300_000,
  });
  return { exitCode, stdout, stderr };
}

/** PATH before `npm test` extends it. */
function machinePath(): string {
  const added = [toolsFolder(), `${repositoryRoot}/node_modules/.bin`];
  return (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => !added.includes(folder) && !folder.endsWith("/node_modules/.bin"))
    .join(":");
}
