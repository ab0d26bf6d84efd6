// npm run eks -- check | generate | plan | versions: what is wrong with eks/, its generated files written again, every command from an empty
// account to the first delivery, and what ends within 90 days.
import { join } from "node:path";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Command, check, generate, plan, versions } from "./commands.ts";

const commands: ReadonlyMap<string, Command> = new Map(Object.entries({ check, generate, plan, versions }));
const [name = ""] = process.argv.slice(2);
const command = commands.get(name);
const findings =
  command === undefined
    ? [`expected one of ${[...commands.keys()].join(", ")}, got ${JSON.stringify(name)}`]
    : await command(join(import.meta.dirname, ".."), new Date()).catch(words);
for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;

function words(error: unknown): readonly string[] {
  if (error instanceof Findings) return error.findings;
  if (error instanceof UserError) return [error.message];
  throw error;
}
