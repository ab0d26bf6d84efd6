/**
 * Trivy's list of packages (CycloneDX) made steady: named by the image's digest, without the vulnerabilities (they are of
 * the day of the scan), and the same bytes for the same image, so that attaching it twice attaches it once.
 */
import { createHash } from "node:crypto";
import * as z from "zod";

export interface Subject {
  readonly name: string;
  /** Of the image itself, which for one of several platforms is not that of the index. */
  readonly digest: string;
}

const component = z.looseObject({ "bom-ref": z.string() });
const dependency = z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() });
const schema = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  serialNumber: z.string(),
  metadata: z.looseObject({ component }),
  components: z.array(component).default([]),
  dependencies: z.array(dependency).default([]),
});
type Bom = z.output<typeof schema>;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export function packageList(text: string, subject: Subject): string {
  const bom = describing(schema.parse(JSON.parse(text)), subject);
  const ids = steadyIds(bom, subject.digest);
  const steady = JSON.stringify(bom).replace(UUID, (drawn) => ids.get(drawn) ?? drawn);
  return `${JSON.stringify(sorted(schema.parse(JSON.parse(steady))), null, 2)}\n`;
}

function describing({ vulnerabilities: _, ...bom }: Bom, { name, digest }: Subject): Bom {
  const { timestamp: __, ...metadata } = bom.metadata;
  return { ...bom, metadata: { ...metadata, component: { ...metadata.component, name, version: digest } } };
}

/** Trivy draws identifiers for what has no address of its own; here they come from what they stand for. */
function steadyIds({ serialNumber, metadata, components }: Bom, digest: string): ReadonlyMap<string, string> {
  const named = [metadata.component, ...components].map(
    ({ "bom-ref": ref, ...rest }) => [ref, JSON.stringify(rest)] as const,
  );
  const all = [[serialNumber, "serial number"] as const, ...named];
  return new Map(
    all.flatMap(([text, content]) =>
      [...text.matchAll(UUID)].map(([drawn]) => [drawn, uuid(digest, content)]),
    ),
  );
}

/** Version 8 of RFC 9562: a UUID made of a hash. */
function uuid(...content: readonly string[]): string {
  const hash = createHash("sha256").update(content.join("\0")).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function sorted(bom: Bom): Bom {
  return {
    ...bom,
    components: bom.components.toSorted((one, other) => compare(one["bom-ref"], other["bom-ref"])),
    dependencies: bom.dependencies
      .map(({ dependsOn = [], ...rest }) => ({ ...rest, dependsOn: dependsOn.toSorted(compare) }))
      .toSorted((one, other) => compare(one.ref, other.ref)),
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
