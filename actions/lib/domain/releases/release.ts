import { createHash } from "node:crypto";
import * as z from "zod";
import { HOTFIX_NAME } from "../hotfixes/branches.ts";
import { type FurtherImages, sorted } from "../images/further.ts";
import { digest, sha } from "../parsing/identifiers.ts";
import { type DataSchema, dataSchema } from "./data-schema.ts";
import { type DependsOn, dependsOn } from "./depends-on.ts";

/** One service's version, image digest and the manifests rendered for it: the unit that moves. */
export interface Release {
  readonly schema: 1;
  readonly service: string;
  /** `sha256:<64 hex>` over manifests and digest. */
  readonly id: string;
  readonly version: string;
  readonly image: { readonly name: string; readonly digest: string };
  /** What it runs besides, by the names that service.yaml gives; absent where that is all. */
  readonly images?: FurtherImages | undefined;
  /** Full sha of the commit it was built from. */
  readonly source: string;
  /** Address of the repository that `source` is a commit of; absent: the one that the release is pinned in. */
  readonly repository?: string | undefined;
  readonly strategy: string;
  /** Absent where the service has no store with a schema. */
  readonly dataSchema?: DataSchema | undefined;
  /** Absent where it needs no other service in a certain version. */
  readonly dependsOn?: DependsOn | undefined;
  /** The branch it came from past the environments before; absent in what main delivers. */
  readonly hotfix?: string | undefined;
}

export const releaseSchema = z.strictObject({
  schema: z.literal(1, "only schema 1 is known").describe("version of this format"),
  service: z.string().min(1).describe("name of the service"),
  id: digest.describe("digest of manifests and of the digests of all images; equal ids run the same thing"),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "expected a version like 1.4.2")
    .describe("semantic version"),
  image: z.strictObject({
    name: z.string().min(1).describe("image name without registry"),
    digest: digest.describe("image digest"),
  }),
  images: z
    .record(
      z.string().regex(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/, "expected the name of a further image"),
      z.strictObject({ name: z.string().min(1), digest }),
    )
    .refine((all) => Object.keys(all).length > 0, "expected at least one image")
    .optional()
    .describe("further images of the service, by their names in service.yaml: `name` and `digest` of each"),
  source: sha.describe("commit it was built from"),
  repository: z
    .string()
    .regex(/^https?:\/\/[\w.:/~-]+$/, "expected an address without user and token")
    .optional()
    .describe("repository of that commit; absent where it is the one that the release is pinned in"),
  strategy: z.string().min(1).describe("canary strategy"),
  dataSchema: dataSchema.optional(),
  dependsOn: dependsOn
    .optional()
    .describe("versions of other services that the environment must have before it enters"),
  hotfix: z
    .string()
    .regex(HOTFIX_NAME, "expected hotfix/<name>")
    .optional()
    .describe("hotfix branch it was built from; absent in releases of main"),
});

/** Version, run, actor and time are not in it: equal ids are the same thing running. */
export function releaseId(
  manifests: string | Buffer,
  digest: string,
  images: FurtherImages | undefined = {},
): string {
  const hash = createHash("sha256").update(manifests).update(`\n${digest}\n`);
  for (const [key, image] of sorted(images)) hash.update(`${key} ${image.digest}\n`);
  return `sha256:${hash.digest("hex")}`;
}

/** The annotation on pods that tells which release they belong to. */
export const RELEASE_ID_ANNOTATION = "slipway.dev/release-id";

export function releasePath(environment: string, service: string): string {
  return `environments/${environment}/${service}/release`;
}
