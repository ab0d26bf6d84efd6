/** A key of a Secret that a pod needs to start. */
export interface Reference {
  readonly secret: string;
  readonly key: string;
}

/** Every key of a Secret that anything below `value` mounts or takes as a variable. */
export function references(value: unknown): readonly Reference[] {
  if (typeof value !== "object" || value === null) return [];
  const { secret, secretKeyRef } = value as Source;
  const mounted = (secret?.items ?? []).map(({ key }) => ({ secret: secret?.name ?? "", key }));
  const taken = secretKeyRef === undefined ? [] : [{ secret: secretKeyRef.name, key: secretKeyRef.key }];
  return [...mounted, ...taken, ...Object.values(value).flatMap(references)];
}

interface Source {
  readonly secret?: { readonly name?: string; readonly items?: readonly { readonly key: string }[] };
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
}
