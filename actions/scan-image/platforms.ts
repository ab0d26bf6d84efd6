/** The images of a layout that run somewhere: trivy reads the first of an index only, so each is given to it by itself. */
import {
  BrokenLayout,
  type Descriptor,
  type Layout,
  MANIFEST_TYPE,
  requireDigest,
} from "@slipway/lib/io/oci/layout.ts";

export interface PlatformImage {
  readonly image: Descriptor;
  /** `linux-arm64`; undefined for the one image of a layout without an index, and for the first of one. */
  readonly suffix: string | undefined;
}

export function platformImages({ contents, folder }: Layout): readonly PlatformImage[] {
  const images = contents.filter((each) => each.mediaType === MANIFEST_TYPE && !isAttestation(each));
  if (images.length === 0) {
    throw new BrokenLayout(`${folder}: holds no image for any platform.\n  Build it again (build-image).`);
  }
  return images.map((image, i) => ({ image, suffix: i === 0 ? undefined : platformOf(image, i) }));
}

/** BuildKit keeps attestations as manifests of an index, for a platform that does not exist. */
const isAttestation = ({ annotations }: Descriptor): boolean =>
  annotations?.["vnd.docker.reference.type"] === "attestation-manifest";

function platformOf({ platform }: Descriptor, index: number): string {
  if (platform === undefined) return `image-${index + 1}`;
  const { os, architecture, variant } = platform;
  return [os, architecture, variant]
    .filter(Boolean)
    .join("-")
    .replace(/[^\w.-]/g, "_");
}

/** Throws unless the layout is the image of that digest, to the last byte: what is scanned is what will be pushed. */
export async function requireImage(layout: Layout, digest: string): Promise<void> {
  if (layout.root.digest !== digest) {
    throw new BrokenLayout(
      `${layout.folder}: holds ${layout.root.digest}, but ${digest} was built.\n  Give the folder that build-image wrote in the same run.`,
    );
  }
  for (const blob of layout.contents) await requireDigest(layout.folder, blob);
}
