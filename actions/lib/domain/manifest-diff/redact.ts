/** Takes secrets out of an object before anybody sees it. A value that changes is still seen to change. */
import { isDeepStrictEqual } from "node:util";
import { type Fields, fields, isFields, type Value } from "./resources.ts";
import { isLocation, isSecretField, isSecretName } from "./secret-names.ts";
import { HIDDEN, withoutSecrets } from "./secret-text.ts";

const CHANGED = "(redacted, changed)";

/** `before` is the same object on the other side of the comparison, where there is one. */
export function redacted(value: Fields, before: Fields | undefined): Fields {
  const isCompared = before !== undefined;
  const copy = (inner: Value, other: Value | undefined, isBelowSecret: boolean): Value => {
    if (Array.isArray(inner)) {
      return inner.map((item: Value, index) => {
        const twinOfItem = twin(item, index, other);
        // `--token`, and its value in its own argument.
        return isSecretFlag(inner[index - 1])
          ? veiled(item, twinOfItem, isCompared)
          : copy(item, twinOfItem, isBelowSecret);
      });
    }
    if (isFields(inner)) {
      return mapped(inner, (child, name) =>
        field(child, fields(other)[name], { parent: inner, name, isBelowSecret }),
      );
    }
    if (isBelowSecret && isReadable(inner)) return veiled(inner, other, isCompared);
    return typeof inner === "string" ? scrubbed(inner, other) : inner;
  };
  const field = (child: Value, other: Value | undefined, { parent, name, isBelowSecret }: Field): Value => {
    if (name === LAST_APPLIED) return veiled(child, other, isCompared);
    const isHidden = entriesHidden(value.kind, name);
    if (isHidden !== undefined && isFields(child)) {
      return mapped(child, (entry, key) => {
        const twinOfEntry = fields(other)[key];
        return isHidden(key) ? veiled(entry, twinOfEntry, isCompared) : copy(entry, twinOfEntry, false);
      });
    }
    const isSecretValue =
      isHidden !== undefined ||
      isSecretField(name) ||
      isValueOfSecret(parent, name) ||
      (isBelowSecret && !isLocation(name));
    if (isFields(child) || Array.isArray(child)) return copy(child, other, isSecretValue);
    return isSecretValue && isReadable(child) ? veiled(child, other, isCompared) : copy(child, other, false);
  };
  return fields(copy(value, before, false));
}

interface Field {
  readonly parent: Fields;
  readonly name: string;
  readonly isBelowSecret: boolean;
}

/** Which entries of a field are hidden by their name, where its entries are somebody's settings or secrets. */
function entriesHidden(kind: Value | undefined, field: string): ((key: string) => boolean) | undefined {
  if (kind === "Secret" && (field === "data" || field === "stringData")) return () => true;
  if (kind === "ConfigMap" && (field === "data" || field === "binaryData")) return isSecretName;
  return undefined;
}

/** What could be a secret: text and numbers. */
const isReadable = (value: Value): boolean => typeof value === "string" || typeof value === "number";

const VALUE = /^(?:value|values|val|stringValue)$/;

/** An entry that names what its value is: of `env`, of an analysis' arguments, of the headers of a probe or a query. */
function isValueOfSecret(parent: Fields, name: string): boolean {
  if (!VALUE.test(name)) return false;
  return [parent.name, parent.key, parent.header, parent.headerName].some(
    (label) => typeof label === "string" && isSecretName(label),
  );
}

function isSecretFlag(argument: Value | undefined): boolean {
  return typeof argument === "string" && /^--?[\w-]+\s*$/.test(argument) && isSecretName(argument);
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function veiled(value: Value | undefined, other: Value | undefined, isCompared: boolean): Value {
  return isCompared && !isDeepStrictEqual(value, other) ? CHANGED : HIDDEN;
}

/** Entries of a list are the same when they have the same name; without names, when they are at the same place. */
function twin(item: Value, index: number, other: Value | undefined): Value | undefined {
  if (!Array.isArray(other)) return undefined;
  const { name } = fields(item);
  return typeof name === "string"
    ? other.find((each: Value) => fields(each).name === name)
    : (other as readonly Value[])[index];
}

function scrubbed(text: string, other: Value | undefined): string {
  const clean = withoutSecrets(text);
  const isMasked = typeof other === "string" && other !== text && withoutSecrets(other) === clean;
  return isMasked ? clean.replaceAll(HIDDEN, CHANGED) : clean;
}

function mapped(value: Fields, map: (child: Value, name: string) => Value): Fields {
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, child === undefined ? null : map(child, name)]),
  );
}
