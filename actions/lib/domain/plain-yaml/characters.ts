/**
 * Characters that make two parsers, or a parser and a reader, see different lines: kustomize ends a line at U+0085,
 * U+2028 and U+2029, which an editor shows as nothing, and takes a mark at the start for the encoding.
 */

export interface Fault {
  /** From 1. */
  readonly line: number;
  readonly words: string;
  readonly remedy: string;
}

const REMEDY = "Remove it, or write it as an escape in double quotes.";

const NAMES: Readonly<Record<string, string>> = {
  "\u0085": "the line break NEL (U+0085)",
  "\u2028": "the line break LS (U+2028)",
  "\u2029": "the line break PS (U+2029)",
  "\ufeff": "a byte order mark (U+FEFF)",
  "\ufffd": "a byte that is not UTF-8",
  "\r": "a carriage return that ends no line (U+000D)",
};

/**
 * Controls of direction and characters without a width show a reviewer another text than the one that is parsed: all of
 * Unicode's format characters (Cf), and letters and marks that are drawn as nothing. Joiners (U+200C, U+200D) belong to words
 * of several scripts and to emoji; next to an ASCII character they only hide.
 */
const REFUSED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is searched for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffd\ufffe\uffff\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f|(?![\u200c\u200d])\p{Cf}|(?<=[\u0000-\u007f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u007f])|\r(?!\n)|\p{Surrogate}/gu;

/** Text of a file as kustomize would decode it, or what is wrong with its bytes. */
export function decoded(content: string | Uint8Array): string {
  // Without `ignoreBOM` a mark at the start would be dropped before it is found.
  if (typeof content === "string") return content;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
}

/** At most one fault a line. */
export function refusedCharacters(text: string): readonly Fault[] {
  const faults = new Map<number, Fault>();
  let line = 1;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(REFUSED)) {
    for (; from < index; from++) if (text[from] === "\n") line += 1;
    if (!faults.has(line))
      faults.set(line, { line, words: `${nameOf(found)} is not allowed`, remedy: REMEDY });
  }
  return [...faults.values()];
}

function nameOf(found: string): string {
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return NAMES[found] ?? `the control character U+${code}`;
}
