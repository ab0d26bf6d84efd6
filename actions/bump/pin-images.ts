/** Which image a pin in somebody's file names, and whether the registry has it. */
import { parse } from "yaml";
import * as z from "zod";
import { type ImagePair, PairRefused, placeOf, requirePair } from "../lib/oci/image-pair.ts";
import type { FilePin } from "./request.ts";

/** Undefined: the pin names no image. Throws where it names one, and nothing says where that is. */
export function imageOf(pin: FilePin, text: string | undefined): ImagePair | undefined {
  if ("image" in pin) {
    const { tag, digest } = pin;
    return { ...placeOf(newNameOf(pin.image, text) ?? pin.image), tag, digest };
  }
  if ("values" in pin) {
    const { tag, digest } = pin;
    return { ...placeOf(pin.repository ?? repositoryAt(pin, text)), tag, digest };
  }
  const [, name, tag, digest] =
    /^(?:(.+?)(?::([\w][\w.-]{0,127}))?@)?(sha256:[0-9a-f]{64})$/.exec(pin.value) ?? [];
  if (digest === undefined) return undefined;
  const repository = pin.repository ?? name;
  if (repository !== undefined) return { ...placeOf(repository), tag, digest };
  throw new PairRefused(
    `${pin.file}: ${digest} alone does not say which image it is of.\n  Give the whole reference as value, or the pin's "repository".`,
  );
}

/** Throws unless the registry has what the pin names. */
export async function requirePinned(
  pin: FilePin,
  text: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const image = imageOf(pin, text);
  if (image !== undefined) await requirePair(image, env);
}

const kustomization = z.object({
  images: z.array(z.object({ name: z.string(), newName: z.string().optional() })),
});

function newNameOf(image: string, text: string | undefined): string | undefined {
  const read = kustomization.safeParse(contentOf(text));
  return read.data?.images.find(({ name }) => name === image)?.newName;
}

const helmImage = z.object({ repository: z.string(), registry: z.string().optional() });

function repositoryAt(pin: Extract<FilePin, { values: unknown }>, text: string | undefined): string {
  let at = contentOf(text);
  for (const key of pin.values) at = z.record(z.string(), z.unknown()).safeParse(at).data?.[String(key)];
  const { data } = helmImage.safeParse(at);
  if (data !== undefined) return data.registry ? `${data.registry}/${data.repository}` : data.repository;
  throw new PairRefused(
    `${pin.file}: no "repository" stands beside ${pin.values.join(".")}.tag, so nothing says which image that is.\n  Give the pin's "repository".`,
  );
}

/** What cannot be read is said by whoever edits the file. */
function contentOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}
