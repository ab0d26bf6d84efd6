/** What a shell must know to complete `slipway`: verbs, their flags, and the names of environments and services. */
import type { Input } from "@slipway/lib/app/request/request.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export interface CompletedVerb {
  readonly verb: string;
  readonly summary: string;
  readonly inputs: Readonly<Record<string, Input>>;
}

const COMMON = { json: "print the outcome as JSON", "dry-run": "print the plan, change nothing" } as const;

/** Folders of the checkout that hold the values of a flag. */
const VALUES: Readonly<Record<string, string>> = {
  env: "environments",
  environment: "environments",
  service: "services",
  services: "services",
};

/** A script to be sourced. */
export function completion(shell: Shell, verbs: readonly CompletedVerb[]): string {
  switch (shell) {
    case "bash":
      return bash(verbs);
    case "zsh":
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`;
    case "fish":
      return fish(verbs);
  }
}

function flagsOf({ inputs }: CompletedVerb): readonly string[] {
  return [...Object.keys(inputs), ...Object.keys(COMMON), "workspace"].map((name) => `--${name}`);
}

function bash(verbs: readonly CompletedVerb[]): string {
  const cases = verbs.map((verb) => `    ${verb.verb}) words="${flagsOf(verb).join(" ")}" ;;`);
  const values = Object.entries(VALUES).map(
    ([flag, folder]) => `    --${flag}) words="$(_slipway_folders ${folder})" ;;`,
  );
  return `_slipway_folders() {
  local root folder
  root="$(git rev-parse --show-toplevel 2>/dev/null)" || return
  for folder in "$root/$1"/*/; do [ -d "$folder" ] && basename "$folder"; done
}
_slipway() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="${[...verbs.map(({ verb }) => verb), "help", "completion"].join(" ")}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${[...verbs.map(({ verb }) => verb), "help", "completion"].join(" ")}"
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _slipway slipway
`;
}

function fish(verbs: readonly CompletedVerb[]): string {
  const folders = (folder: string) =>
    `(for f in (git rev-parse --show-toplevel)/${folder}/*/; basename $f; end)`;
  const lines = verbs.flatMap(({ verb, summary, inputs }) => [
    `complete -c slipway -n __fish_use_subcommand -a ${verb} -d ${quoted(summary)}`,
    ...Object.entries(inputs).map(([name, { description }]) => {
      const values = VALUES[name] === undefined ? "" : ` -a ${quoted(folders(VALUES[name]))}`;
      return `complete -c slipway -n '__fish_seen_subcommand_from ${verb}' -l ${name} -x${values} -d ${quoted(description)}`;
    }),
  ]);
  const common = Object.entries(COMMON).map(
    ([name, words]) => `complete -c slipway -n 'not __fish_use_subcommand' -l ${name} -d ${quoted(words)}`,
  );
  return ["complete -c slipway -f", ...lines, ...common, ""].join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
