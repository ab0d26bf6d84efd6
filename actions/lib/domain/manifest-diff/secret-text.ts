/** Secrets inside a text: settings files, command lines, addresses, headers, JSON and YAML in a string. */
import { isSecretName } from "./secret-names.ts";

export const HIDDEN = "(redacted)";

const PEM =
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g;
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
  /\bdiscord(?:app)?\.com\/api\/webhooks\/\S+/g,
  /\bwebhook\.office\.com\/\S+/g,
  /\bapi\.telegram\.org\/bot\S+/g,
  /\bsk-[\w-]{16,}/g,
  /\b(?:hf|dop_v1|shp(?:at|ca|pa|ss)|dckr_pat|gls?[ac])_[\w-]{16,}/g,
  /\bpypi-[\w-]{16,}/g,
  /\bhv[sbr]\.[\w-]{16,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{16,}/g,
  /\bS[UANOCX][A-Z2-7]{56}\b/g,
  // Hashes of passwords, as /etc/shadow and htpasswd have them.
  /\$(?:apr1|2[abxy]|1|5|6|y|argon2\w{1,2})\$[\w./$+=,-]{8,}/g,
];

/** Where a secret has no name, its place tells: `login … password …`, PASSWORD '…', .pgpass, arguments of clients. */
const PLACES = [
  /(\bpassw(?:or)?d\s{1,20})(?:"[^"]*"|'[^']*')/gi,
  /(\blogin\s{1,20}\S{1,200}\s{1,20}password\s{1,20})\S+/gi,
  /((?:^|\s)(?:-u|--user)[\s=]\s{0,20}[^\s:]{1,200}:)\S+/g,
  /(\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\s[^\n|;]{0,500}?(?:^|\s)-p)[^\s-]\S*/g,
  /(\bredis-cli\s[^\n|;]{0,500}?\s-a\s{1,20})\S+/g,
  /^([^\s:#]{1,255}:(?:\d{1,5}|\*):[^\s:]{1,255}:[^\s:]{1,255}:).+$/gm,
];
/** `<password>…</password>`. */
const ELEMENT = /(<([A-Za-z][\w.:-]{0,80})(?:\s[^<>]{0,500})?>)([^<]{1,2000})(?=<\/)/g;
/** A line of two words: `requirepass …`, `spring.datasource.password …`, `proxy_set_header X-Api-Key "…";`. */
const TWO_WORDS = /^(\s*(?:(?:set|proxy_set_header|export)\s+)?)([A-Za-z][\w.-]{0,80})(\s+)(\S.*)$/;
const ONE_VALUE = /^(?:"[^"]*"|'[^']*'|\S+)$/;

/** The text without what is secret in it: a value of an object, or the words of a tool, which may quote one. Takes time linear in its length. */
export function withoutSecrets(text: string): string {
  let clean = text.replace(PEM, HIDDEN).replace(LOGIN, `$1${HIDDEN}@`).replace(SCHEME, `$1$2${HIDDEN}`);
  for (const shape of TOKEN_SHAPES) clean = clean.replace(shape, HIDDEN);
  for (const place of PLACES) clean = clean.replace(place, `$1${HIDDEN}`);
  clean = clean.replace(ELEMENT, (whole: string, open: string, name: string) =>
    isSecretName(name) ? `${open}${HIDDEN}` : whole,
  );
  return withoutNamedValues(clean);
}

/** `name: value` and `name=value`, with quotes (which a text in a text escapes), flags' dashes and `export ` in front or not. */
const NAMED = /(\\{0,8}["']?)([A-Za-z][\w.-]{0,80})\1(\s{0,80}(?:=>|->|[:?+]?=|%3[ad]|[:|;])\s{0,80})/gi;
/** `--token abc`: the value of a flag is the next word. */
const FLAG = /((?:^|\s)--?)([A-Za-z][\w-]{0,80})(\s+)("[^"]*"|'[^']*'|[^\s-]\S*)/g;

/** What the value next to it is: `name: DB_PASSWORD` above `value: …`, `key="Password" value="…"`. */
const LABEL = /\b(?:name|key|header|headerName)\\{0,8}["']?\s{0,20}[:=]\s{0,20}\\{0,8}["']?([\w.-]{1,80})/gi;
const VALUE = /^(?:value|values|val|stringValue)$/i;

function isLabelled(line: string | undefined): boolean {
  return [...(line ?? "").matchAll(LABEL)].some(([, label = ""]) => isSecretName(label));
}

function withoutNamedValues(text: string): string {
  const all = text.split("\n");
  const labelled = all.map(isLabelled);
  const lines: string[] = [];
  // A value may be on the lines below its name: a block of YAML, or JSON over several lines.
  let below: Below | undefined;
  for (const [index, line] of all.entries()) {
    const indent = line.search(/\S/);
    if (below !== undefined && (indent < 0 || isBelow(below, line, indent))) {
      if (indent >= 0) {
        lines.push(`${" ".repeat(indent)}${HIDDEN}`);
        below = { ...below, isNext: line.endsWith("\\") };
      } else lines.push(line);
      continue;
    }
    const isValue = [index - 1, index, index + 1].some((near) => labelled[near] === true);
    const hidden = withoutNamedValue(line, isValue);
    below = hidden.goesOn === undefined ? undefined : { indent: Math.max(indent, 0), ...hidden.goesOn };
    lines.push(hidden.line);
  }
  return lines.join("\n");
}

interface Below {
  readonly indent: number;
  /** The next line is part of the value wherever it begins. */
  readonly isNext: boolean;
}

/** Items of a list, and a quoted value, may begin where their name does. */
function isBelow({ indent, isNext }: Below, line: string, at: number): boolean {
  return isNext || at > indent || (at === indent && /^\s*(?:-\s|["'][^"']*["'],?\s*$)/.test(line));
}

interface HiddenLine {
  readonly line: string;
  /** Set when the value of the last name is on the lines below. */
  readonly goesOn: Pick<Below, "isNext"> | undefined;
}

/** `isValue`: what is called a value here belongs to a secret's name. */
function withoutNamedValue(line: string, isValue: boolean): HiddenLine {
  let clean = "";
  let at = 0;
  let goesOn: HiddenLine["goesOn"];
  for (const match of line.matchAll(NAMED)) {
    const [whole, , name = "", separator = ""] = match;
    const isSecret = isSecretName(name) || (isValue && VALUE.test(name));
    if (match.index < at || !isSecret || isAddress(line, match, separator)) continue;
    const start = match.index + whole.length;
    const end = endOfValue(line, start);
    const value = line.slice(start, end).trim();
    clean += line.slice(at, start);
    if (/^[|>][+-]?\d*$/.test(value) || value === "" || value === "{" || value === "[") {
      return { line: clean + line.slice(start), goesOn: { isNext: false } };
    }
    if (value.endsWith("\\")) goesOn = { isNext: true };
    else if (/^["']/.test(value) && (value.length === 1 || value.at(-1) !== value[0]))
      goesOn = { isNext: false };
    clean += value.startsWith(HIDDEN) ? line.slice(start, end) : HIDDEN;
    at = end;
  }
  return { line: withoutLooseValues(clean + line.slice(at)), goesOn };
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

/** Values that only a blank tells from their name. */
function withoutLooseValues(line: string): string {
  const [, before = "", word = "", blank = "", rest = ""] = TWO_WORDS.exec(line) ?? [];
  const value = rest.trimEnd().replace(/;$/, "");
  if (isSecretName(word) && ONE_VALUE.test(value)) {
    return `${before}${word}${blank}${HIDDEN}${rest.slice(value.length)}`;
  }
  return line.replace(FLAG, (whole: string, dashes: string, name: string, space: string) =>
    isSecretName(name) ? `${dashes}${name}${space}${HIDDEN}` : whole,
  );
}
