/** Takes secrets out of an object before anybody sees it. A value that changes is still seen to change. */
import { isDeepStrictEqual } from "node:util";
import { type Fields, fields, isFields, type Value } from "./resources.ts";

const HIDDEN = "(redacted)";
const CHANGED = "(redacted, changed)";

/** Words of a name whose value nobody may read: SESSION_TOKEN, dbPassword, api-key. */
const SECRET_NAME =
  /password|passwd|passphrase|secret|token|credential|api[-_.]?key|private[-_.]?key|(^|[-_.])(key|pwd|auth|dsn)([-_.]|$)/i;

/** `before` is the same object on the other side of the comparison, where there is one. */
export function redacted(value: Fields, before: Fields | undefined): Fields {
  const whole = value.kind === "Secret";
  const isConfigMap = value.kind === "ConfigMap";
  const copy = (inner: Value, other: Value | undefined, key: string): Value => {
    if (typeof inner === "string") return scrubbed(inner, other, isConfigMap || key === LAST_APPLIED);
    if (Array.isArray(inner)) {
      return inner.map((item: Value, index) => {
        const twinOfItem = twin(item, index, other);
        // `--token`, and what it is in an argument of its own.
        return isSecretFlag(inner[index - 1])
          ? veiled(item, twinOfItem, other !== undefined)
          : copy(item, twinOfItem, key);
      });
    }
    if (!isFields(inner)) return inner;
    return mapped(inner, (child, name) => {
      const twinOfChild = fields(other)[name];
      return hides(inner, name, key, { whole, isConfigMap })
        ? veiled(child, twinOfChild, other !== undefined)
        : copy(child, twinOfChild, name);
    });
  };
  return fields(copy(value, before, ""));
}

function isSecretFlag(argument: Value | undefined): boolean {
  return typeof argument === "string" && /^--?[\w-]+$/.test(argument) && isSecretName(argument);
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

interface Kind {
  readonly whole: boolean;
  readonly isConfigMap: boolean;
}

/** Whether the value of `name` inside `parent`, which stands under `key`, is a secret. */
function hides(parent: Fields, name: string, key: string, { whole, isConfigMap }: Kind): boolean {
  if (name === LAST_APPLIED) return true;
  if (whole) return key === "data" || key === "stringData";
  if (isConfigMap && (key === "data" || key === "binaryData")) return isSecretName(name);
  // An entry of a container's env, an argument of an analysis: {name, value}.
  return name === "value" && typeof parent.name === "string" && isSecretName(parent.name);
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/([a-z0-9])([A-Z])/g, "$1_$2"));
}

function veiled(value: Value | undefined, other: Value | undefined, isCompared: boolean): Value {
  return isCompared && !isDeepStrictEqual(value, other) ? CHANGED : HIDDEN;
}

/** Entries of a list are the same when they have the same name; without names, when they stand at the same place. */
function twin(item: Value, index: number, other: Value | undefined): Value | undefined {
  if (!Array.isArray(other)) return undefined;
  const { name } = fields(item);
  return typeof name === "string"
    ? other.find((each: Value) => fields(each).name === name)
    : (other as readonly Value[])[index];
}

const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const LOGIN = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const FLAG = /(--?[\w-]*(?:password|passwd|secret|token|api-?key)[\w-]*[= ])("[^"]*"|'[^']*'|\S+)/gi;
const LINE =
  /^(\s*["']?[\w.-]*(?:password|passwd|passphrase|secret|token|api[-_.]?key|private[-_.]?key|credentials?)[\w.-]*["']?\s*[:=]\s*)(\S.*)$/gim;

/** Secrets inside a text: keys, logins in addresses, values of flags; in files of settings, lines named as secrets. */
function scrubbed(text: string, other: Value | undefined, isFile: boolean): string {
  const scrub = (from: string) => {
    const plain = from.replace(PEM, HIDDEN).replace(LOGIN, `$1${HIDDEN}@`).replace(FLAG, `$1${HIDDEN}`);
    return isFile ? plain.replace(LINE, `$1${HIDDEN}`) : plain;
  };
  const clean = scrub(text);
  const isMasked = typeof other === "string" && other !== text && scrub(other) === clean;
  return isMasked ? clean.replaceAll(HIDDEN, CHANGED) : clean;
}

/** The same for words of a tool, which may quote what they do not like. */
export function redactedText(text: string): string {
  return scrubbed(text, undefined, true);
}

function mapped(value: Fields, map: (child: Value, name: string) => Value): Fields {
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, child === undefined ? null : map(child, name)]),
  );
}
