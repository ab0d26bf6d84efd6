/** The rights of the bot's App. */
import { type Answer, MET, missing } from "../requirement.ts";

export interface AppRecord {
  readonly id: number;
  readonly slug?: string | undefined;
  readonly permissions: Readonly<Record<string, string | undefined>>;
}

const NEEDED = { contents: "write", pull_requests: "write", statuses: "write" } as const;
/** Every App has it. */
const BESIDES: readonly string[] = ["metadata"];

export function appAnswer({ permissions, slug = "" }: AppRecord): Answer {
  const lacks = Object.entries(NEEDED).flatMap(([name, right]) =>
    permissions[name] === right ? [] : [`${name}: ${right}`],
  );
  const surplus = Object.entries(permissions).flatMap(([name, right]) =>
    name in NEEDED || BESIDES.includes(name) ? [] : [`${name}: ${right}`],
  );
  const faults = [
    ...(lacks.length === 0 ? [] : [`${slug} lacks ${lacks.join(", ")}`]),
    ...(surplus.length === 0 ? [] : [`${slug} also has ${surplus.join(", ")}`]),
  ];
  return faults.length === 0 ? MET : missing(faults.join("; "));
}
