/** The image of a pin in a team's file, and whether the registry has it. */
import { formatPath, kustomizationNewName, readText, type YamlFile } from "@slipway/lib/domain/pins/pins.ts";
import { type ImagePair, PairRefused, registryOf, requirePair } from "@slipway/lib/io/oci/image-pair.ts";
import type { FilePin } from "./request.ts";

/** Undefined: the pin names no image. Throws if it names an image without a registry. */
export function imageOf(pin: FilePin, yaml: YamlFile): ImagePair | undefined {
  if ("image" in pin) {
    const { tag, digest } = pin;
    return { ...registryOf(kustomizationNewName(yaml, pin.image) || pin.image), tag, digest };
  }
  if ("values" in pin) {
    const { tag, digest } = pin;
    return { ...registryOf(pin.repository ?? repositoryAt(pin, yaml)), tag, digest };
  }
  const [, name, tag, digest] =
    /^(?:(.+?)(?::([\w][\w.-]{0,127}))?@)?(sha256:[0-9a-f]{64})$/.exec(pin.value) ?? [];
  if (digest === undefined) return undefined;
  const repository = pin.repository ?? name;
  if (repository !== undefined) return { ...registryOf(repository), tag, digest };
  throw new PairRefused(
    `${pin.file}: ${digest} alone does not say which image it is of.\n  Give the whole reference as value, or the pin's "repository".`,
  );
}

/** Throws unless the registry has the pin's image. */
export async function requirePinned(pin: FilePin, yaml: YamlFile, env: NodeJS.ProcessEnv): Promise<void> {
  const image = imageOf(pin, yaml);
  if (image !== undefined) await requirePair(image, env);
}

function repositoryAt({ file, values }: Extract<FilePin, { values: unknown }>, yaml: YamlFile): string {
  const repository = readText(yaml, [...values, "repository"]);
  const host = readText(yaml, [...values, "registry"]);
  if (repository) return host ? `${host}/${repository}` : repository;
  throw new PairRefused(
    `${file}: no "repository" is next to ${formatPath(values)}.tag, so nothing says which image that is.\n  Give the pin's "repository".`,
  );
}
