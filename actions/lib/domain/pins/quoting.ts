/** How a value is written so that every program that reads the file gets this very text. */
import { parse } from "yaml";

/** Keeps the quotes that are there; adds some where the bare word could be read as something else. */
export function written(value: string, type: unknown): string {
  // Between single quotes a line break would be folded into a space.
  if (type === "QUOTE_SINGLE" && !UNPRINTABLE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (type === "QUOTE_DOUBLE" || !readsAsItself(value)) return doubleQuoted(value);
  return value;
}

// What YAML 1.1 takes for a line break counts too: go-yaml folds U+0085, U+2028 and U+2029.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff\p{Cs}]/u;

function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Decided by shape, not by one reader: YAML 1.1, YAML 1.2, go-yaml and what Helm and kustomize make of them differ about
 * digits (`0x1f`, `1_000`, `1e5`, `12:30`, `2024-01-31`). What starts with a letter or has two dots is text to all of
 * them, except for the words below. A colon ends a key in a flow map of older readers only before a space.
 */
function readsAsItself(value: string): boolean {
  return (SAFE_WORD.test(value) || SAFE_VERSION.test(value)) && !RESERVED.test(value) && isText(value);
}

const SAFE_WORD = /^[A-Za-z](?:[\w./@:+-]*[\w./@+-])?$/;
const SAFE_VERSION = /^\d+\.\d+\.\d+(?:[.+-][\w.+-]*\w)?$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nil|none|nan|inf|infinity)$/i;

function isText(value: string): boolean {
  return (["1.1", "1.2"] as const).every((version) => parse(`[${value}]`, { version })?.[0] === value);
}
