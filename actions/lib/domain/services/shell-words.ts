/** The commands of a RUN instruction, as text. */
import { parse } from "shell-quote";

const JOINS = new Set(["&&", "||", ";", "|"]);
/** What begins something other than a command. */
const OF_THE_SHELL = new Set([
  "if",
  "for",
  "while",
  "until",
  "case",
  "cd",
  "eval",
  "source",
  ".",
  "!",
  "then",
  "do",
]);

/**
 * The commands of a text, each as its words, without the variables set for it; undefined where there is more than
 * commands one after another: substitutions, loops, conditions, a change of folder.
 */
export function wordsOf(text: string): readonly (readonly string[])[] | undefined {
  const plain = text.replace(/\$\{\w+\}/g, "$VARIABLE");
  if (/\$\(|`|<<|[(){}]/.test(plain)) return undefined;
  const commands: string[][] = [[]];
  for (const line of plain.split("\n")) {
    for (const token of parse(line, (name) => `$${name}`)) {
      const words = commands.at(-1) ?? [];
      if (typeof token === "string") {
        if (words.length > 0 || !/^\w+=/.test(token)) words.push(token);
      } else if ("pattern" in token) words.push(token.pattern);
      else if ("comment" in token) break;
      else if (JOINS.has(token.op)) commands.push([]);
      else return undefined;
    }
    commands.push([]);
  }
  const all = commands.filter((words) => words.length > 0);
  return all.some(([first = ""]) => OF_THE_SHELL.has(first) || first.startsWith("[")) ? undefined : all;
}
