/**
 * Values without quotes that YAML 1.1 and 1.2 read as different things. Kustomize, Argo CD and the cluster parse with
 * libraries that know both; a person reads neither.
 */

const SAFE =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:[eE][-+][0-9]+)?)$/;

const WORDS = /^(?:yes|no|on|off)$/i;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL = /^[-+]?\.(?:inf|nan)$/i;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/;
const WORD_OF_SAFE = /^(?:null|true|false)$/i;

/** Whether a plain scalar has more than one reading; `100m`, `1.2.3` and `12:30` are text to all of them. */
export function isAmbiguous(plain: string): boolean {
  if (SAFE.test(plain)) return false;
  const digits = plain.replaceAll("_", "");
  return (
    WORDS.test(plain) ||
    WORD_OF_SAFE.test(plain) ||
    INTEGER.test(digits) ||
    FLOAT.test(digits) ||
    SPECIAL.test(plain) ||
    DATE.test(plain)
  );
}
