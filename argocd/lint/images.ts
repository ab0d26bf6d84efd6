import { isRecord } from "./rule.ts";

export const digestForm = /^sha256:[0-9a-f]{64}$/;

/** Every image of containers anywhere in an object. */
export function imagesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOf);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    /^(?:containers|initContainers|ephemeralContainers)$/.test(key) && Array.isArray(part)
      ? part.flatMap((container) => (isRecord(container) ? [String(container.image)] : []))
      : imagesOf(part),
  );
}
