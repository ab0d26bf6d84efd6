/** Which names hold a secret. A name too many costs nothing here; one that is missed is read by everybody. */

const ANYWHERE =
  /passw|passphrase|passcode|requirepass|masterauth|mnemonic|secret|token|credential|authorization|bearer|cookie|api[-_.]?key|access[-_.]?key|account[-_.]?key|private[-_.]?key|signing[-_.]?key|encryption[-_.]?key|connection[-_.]?string/i;
/** Short words, which are parts of harmless ones too: "pass" of "bypass", "auth" of "author". */
const WHOLE_WORD =
  /(?:^|[-_.\s])(?:key|keys|pass|pwd|pw|auth|dsn|sas|jwt|otp|salt|creds?|signature|sig|seed|nkey)(?:[-_.\s]|$)/i;

/** SESSION_TOKEN, dbPassword, DB_PASS, Pwd, api-key. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return ANYWHERE.test(words) || WHOLE_WORD.test(words);
}

/** Kubernetes' own names that sound like secrets and hold none: they say where one is kept. */
const REFERENCE =
  /(?:Ref|Refs|Name|Names|Selector|Selectors|ExpirationSeconds|StoreRef)$|^(?:key|keys|imagePullSecrets|automountServiceAccountToken|serviceAccountToken)$/;

/** Whether the value of a field, wherever in an object it is, is a secret. */
export function isSecretField(name: string): boolean {
  return !REFERENCE.test(name) && isSecretName(name);
}

/** What stays readable below a field with a secret's name: which secret is meant, not what it holds. */
const LOCATION = new Set([
  ...[
    "name",
    "namespace",
    "secretName",
    "key",
    "kind",
    "apiVersion",
    "optional",
    "defaultMode",
    "mode",
    "items",
  ],
  ...["path", "audience", "expirationSeconds", "mountPath"],
]);

export const isLocation = (name: string): boolean => LOCATION.has(name);
