/** What starts each workflow, read from the workflows. */
import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { page, table } from "./markdown.ts";

interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, Trigger | null>>;
}

interface Trigger {
  readonly branches?: readonly string[];
  readonly paths?: readonly string[];
  readonly types?: readonly string[];
  readonly workflows?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** `root`: the repository. */
export function eventsPage(root: URL): string {
  const paths = globSync(".github/workflows/*.yml", { cwd: root.pathname }).sort();
  const rows = paths.map((path) => {
    const text = readFileSync(new URL(path, root), "utf8");
    const { on } = parse(text) as Workflow;
    const name = path.replace(/^.*\//, "");
    return [`[${name}](../../${path})`, verbsIn(text), Object.entries(on).map(describe).join("; ")];
  });
  return page(
    "Events",
    "Every verb reads the current state of git, so a lost or repeated event only causes a delay. This table lists what starts each workflow.",
    table(["workflow", "verbs", "events"], rows),
  );
}

function verbsIn(text: string): string {
  const found = [...text.matchAll(/uses: \.\/actions\/([a-z-]+)/g)].map(([, verb]) => `\`${verb}\``);
  return [...new Set(found)].join(", ");
}

function describe([event, trigger]: readonly [string, Trigger | readonly Cron[] | null]): string {
  if (Array.isArray(trigger)) return `schedule ${trigger.map(({ cron }: Cron) => `\`${cron}\``).join(", ")}`;
  const { branches, paths, types, workflows, inputs } = (trigger ?? {}) as Trigger;
  const details = [
    ...(workflows === undefined ? [] : [`of ${workflows.join(", ")}`]),
    ...(branches === undefined ? [] : [`on ${quoted(branches)}`]),
    ...(paths === undefined ? [] : [`paths ${quoted(paths)}`]),
    ...(types === undefined ? [] : [`types ${quoted(types)}`]),
    ...(inputs === undefined ? [] : [`inputs ${quoted(Object.keys(inputs))}`]),
  ];
  return [`${event}`, ...details].join(" ");
}

interface Cron {
  readonly cron: string;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
