/** Secrets inside a text: settings files, command lines, addresses, headers, JSON and YAML in a string. */
import { isSecretName } from "./secret-names.ts";

export const HIDDEN = "(redacted)";

const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** A login in an address; a password may itself hold "/" and "@", so everything up to the last "@" goes. */
const LOGIN = /([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/@:"'<>]{0,200}:[^\s"'<>]{0,2000}|[^\s/@"'<>]{1,2000})@/gi;
/** The value of an HTTP header wherever it is written, `curl -H "Authorization: Bearer …"` too. */
const SCHEME = /\b(bearer|basic|digest|negotiate)(\s+)[\w.~+/=-]{6,}/gi;
/** Tokens that are known by how they look. */
const TOKEN_SHAPES = [
  /\bgh[opsur]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{16,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bxox[abposr]-[\w-]{10,}/g,
  /\b[sr]k_(?:live|test)_\w{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\bhooks\.slack\.com\/services\/\S+/g,
];

/** The text without what is secret in it: a value of an object, or the words of a tool, which may quote one. Takes time linear in its length. */
export function withoutSecrets(text: string): string {
  let clean = text.replace(PEM, HIDDEN).replace(LOGIN, `$1${HIDDEN}@`).replace(SCHEME, `$1$2${HIDDEN}`);
  for (const shape of TOKEN_SHAPES) clean = clean.replace(shape, HIDDEN);
  return withoutNamedValues(clean);
}

/** `name: value` and `name=value`, with quotes, flags' dashes and `export ` in front or not. */
const NAMED = /(["']?)([A-Za-z][\w.-]{0,80})\1(\s{0,4}(?:=>|:=|[:=])\s{0,4})/g;
/** `--token abc`: the value of a flag is the next word. */
const FLAG = /((?:^|\s)--?)([A-Za-z][\w-]{0,80})(\s+)("[^"]*"|'[^']*'|[^\s-]\S*)/g;

function withoutNamedValues(text: string): string {
  const lines: string[] = [];
  // A value may be on the lines below its name: a block of YAML, or JSON over several lines.
  let hiddenBelow: number | undefined;
  for (const line of text.split("\n")) {
    const indent = line.search(/\S/);
    if (hiddenBelow !== undefined && (indent < 0 || indent > hiddenBelow)) {
      if (indent >= 0) lines.push(`${" ".repeat(indent)}${HIDDEN}`);
      else lines.push(line);
      continue;
    }
    const hidden = withoutNamedValue(line);
    hiddenBelow = hidden.goesOn ? Math.max(indent, 0) : undefined;
    lines.push(hidden.line);
  }
  return lines.join("\n");
}

interface HiddenLine {
  readonly line: string;
  /** The value of the last name is on the lines below. */
  readonly goesOn: boolean;
}

function withoutNamedValue(line: string): HiddenLine {
  let clean = "";
  let at = 0;
  for (const match of line.matchAll(NAMED)) {
    const [whole, , name = "", separator = ""] = match;
    if (match.index < at || !isSecretName(name) || isAddress(line, match, separator)) continue;
    const start = match.index + whole.length;
    const end = endOfValue(line, start);
    const value = line.slice(start, end).trim();
    clean += line.slice(at, start);
    if (/^[|>][+-]?\d*$/.test(value) || value === "" || value === "{" || value === "[") {
      return { line: clean + line.slice(start), goesOn: true };
    }
    clean += value.startsWith(HIDDEN) ? line.slice(start, end) : HIDDEN;
    at = end;
  }
  return { line: withoutFlagValues(clean + line.slice(at)), goesOn: false };
}

/** `//auth:8080` is a host with a port. */
function isAddress(line: string, { index, 0: whole }: RegExpExecArray, separator: string): boolean {
  if (separator !== ":" || line.slice(Math.max(index - 2, 0), index) !== "//") return false;
  return /\d/.test(line.charAt(index + whole.length));
}

/** A quoted value ends with its quote; where an unquoted one ends is not known, so the rest of the line goes. */
function endOfValue(line: string, start: number): number {
  const quote = line[start];
  if (quote !== '"' && quote !== "'") return line.length;
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === "\\" && quote === '"') at += 1;
    else if (line[at] === quote) return at + 1;
  }
  return line.length;
}

function withoutFlagValues(line: string): string {
  return line.replace(FLAG, (whole: string, dashes: string, name: string, space: string) =>
    isSecretName(name) ? `${dashes}${name}${space}${HIDDEN}` : whole,
  );
}
