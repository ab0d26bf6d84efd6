/**
 * An image copied from one registry to another with everything that is next to it: signature and attestations, which cosign keeps
 * under tags with the image's digest, and what refers to it. All of it by digest, so that what was verified there is what is here.
 */
import { UserError } from "../../domain/errors/user-error.ts";
import { exec } from "../exec/exec.ts";
import { registry } from "../oci/registry.ts";
import { type PushedImage, referenceOf, repositoryOf } from "./image.ts";

const COPY_TIMEOUT_MS = 15 * 60_000;

/** Of cosign's: signatures, attestations, and lists of packages as older versions attached them. */
const BESIDE = ["sig", "att", "sbom"] as const;

/** One manifest that has to be there too. */
interface Part {
  readonly digest: string;
  /** What it is pushed as: registries clean up an image without a tag; what refers to an image needs none. */
  readonly reference: string;
}

/** What `to` lacks of what `from` has, in the order in which it is to be copied. */
export async function missingParts(
  from: PushedImage,
  to: PushedImage,
  env: NodeJS.ProcessEnv,
): Promise<readonly Part[]> {
  const parts = await partsOf(from, env);
  const there = await Promise.all(
    parts.map(async ({ digest, reference }) => (await digestAt(to, reference, env)) === digest),
  );
  return parts.filter((_, i) => !there[i]);
}

/** Copies them, and asks the registry afterwards what it has. */
export async function copyParts(
  from: PushedImage,
  to: PushedImage,
  parts: readonly Part[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const nameOf = ({ registry: host, name }: PushedImage) => `${host}/${name}`;
  // One after another: the image comes first, because what is next to it names it.
  for (const { digest, reference } of parts) {
    const place = `${nameOf(to)}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
    await exec("crane", ["copy", `${nameOf(from)}@${digest}`, place], { env, timeoutMs: COPY_TIMEOUT_MS });
  }
  const [lacking] = await missingParts(from, to, env);
  if (lacking === undefined) return;
  throw new UserError(
    `${referenceOf(to)}: copied, but the registry does not have ${lacking.digest} as ${lacking.reference}.\n  Look into the registry's log, and for another run that pushes there; running again is safe.`,
  );
}

async function partsOf(image: PushedImage, env: NodeJS.ProcessEnv): Promise<readonly Part[]> {
  const { digest } = image;
  const tag = digest.replace(":", "-");
  const [root, referrers, ...beside] = await Promise.all([
    digestAt(image, digest, env),
    referrersOf(image, env),
    ...BESIDE.map((kind) => digestAt(image, `${tag}.${kind}`, env)),
  ]);
  if (root === undefined) {
    throw new UserError(
      `${referenceOf(image)}: the registry has no such image.\n  Push it again, or look for what deletes images there.`,
    );
  }
  return [
    { digest: root, reference: `sha-${tag.slice("sha256-".length, "sha256-".length + 12)}` },
    ...BESIDE.flatMap((kind, i) => {
      const found = beside[i];
      return found === undefined ? [] : [{ digest: found, reference: `${tag}.${kind}` }];
    }),
    ...referrers.map((each) => ({ digest: each, reference: each })),
  ];
}

async function referrersOf(image: PushedImage, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  return await registry(hostOf(image), { env }).referrers(repositoryOf(image), image.digest);
}

async function digestAt(
  image: PushedImage,
  reference: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return (await registry(hostOf(image), { env }).manifest(repositoryOf(image), reference))?.digest;
}

const hostOf = ({ registry: name }: PushedImage): string => name.split("/", 1)[0] ?? "";
