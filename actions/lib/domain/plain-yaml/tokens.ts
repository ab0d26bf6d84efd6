/** The tokens of a YAML text, without building anything of it: what is refused here is never expanded. */
import { CST, Lexer } from "yaml";
import type { Fault } from "./characters.ts";
import { isAmbiguous } from "./scalars.ts";

const MOST_NESTED = 64;

/** They look like the space after a key's colon, and are letters of a value to every parser. */
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

const REFUSED: Readonly<Record<string, readonly [words: string, remedy: string]>> = {
  alias: ["an alias", "Write out what it stands for."],
  anchor: ["an anchor", "Remove it, and write out what refers to it."],
  tag: ["a tag", "Remove it; quote what is meant as text."],
  "explicit-key-ind": ["a key marked with ?", "Write `key: value`."],
  "directive-line": ["a directive", "Remove the line."],
  "doc-end": ["a line `...` that ends a document", "Separate documents by `---`."],
};

const START = "\u0002";
const CONTENT = "\u001f";

/** All that is outside of the plain subset, in the order of the lines. */
export function refusedTokens(text: string): readonly Fault[] {
  const faults: Fault[] = [];
  let line = 1;
  let depth = 0;
  let isContent = false;
  let isBlock = false;
  let hasIndent = false;
  const refuse = (words: string, remedy: string) => faults.push({ line, words, remedy });
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === START) continue;
    if (lexeme === CONTENT) {
      isContent = true;
      continue;
    }
    if (isContent) {
      if (isBlock) checkBlock(lexeme, line, hasIndent, faults);
      else if (isAmbiguous(lexeme)) {
        refuse(
          `${lexeme} without quotes is read as text by some and as another value by others`,
          "Quote it.",
        );
      } else if (BLANKS.test(lexeme)) {
        refuse("a value with a blank that is no space", "Write a space, or quote the value.");
      } else if (/^(?:---|%)/.test(lexeme)) {
        refuse(`a value that begins with ${lexeme.slice(0, 3)}`, "Quote it.");
      }
      isBlock = false;
    } else {
      const type = CST.tokenType(lexeme);
      const [words, remedy] = REFUSED[type ?? ""] ?? [];
      if (words !== undefined && remedy !== undefined) refuse(`${words} is not allowed`, remedy);
      if (type === "block-scalar-header") {
        isBlock = true;
        hasIndent = /[0-9]/.test(lexeme);
        // Where its lines are joined and where not, parsers do not agree.
        if (lexeme.startsWith(">")) refuse("a folded text (>) is not allowed", "Write | or quotes.");
      }
      if (type === "flow-map-start" || type === "flow-seq-start") depth += 1;
      if (type === "flow-map-end" || type === "flow-seq-end") depth -= 1;
      if (depth > MOST_NESTED) {
        refuse(`more than ${MOST_NESTED} brackets inside each other`, "Write it flatter.");
        return faults;
      }
      if (lexeme.includes("\t")) refuse("a tab is not allowed", "Write spaces.");
    }
    isContent = false;
    for (const character of lexeme) if (character === "\n") line += 1;
  }
  return faults;
}

/** A tab in front of a block's text counts as indentation for some parsers and as text for others. */
function checkBlock(block: string, from: number, hasIndent: boolean, faults: Fault[]): void {
  if (hasIndent && block.trim() === "") {
    faults.push({ line: from, words: "a block without a text", remedy: "Write quotes." });
  }
  const line = block.split("\n").findIndex((each) => /^ *\t/.test(each));
  if (line >= 0) {
    faults.push({ line: from + line, words: "a tab before the text of a line", remedy: "Write spaces." });
  }
}

/** Lines that end a document for a program that cuts the text at `---` before it parses. */
export function refusedMarkers(text: string): readonly Fault[] {
  return text.split("\n").flatMap((each, index) => {
    if (!/^(?:---|%)/.test(each) || /^---[ ]*(?:#.*)?\r?$/.test(each)) return [];
    const words = `a line that begins with ${each.slice(0, 3)} and continues is not allowed`;
    return [{ line: index + 1, words, remedy: "Put `---` alone on its line." }];
  });
}
