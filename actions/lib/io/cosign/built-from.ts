/** The commit that an image's signed provenance names, held against the one that a release says it comes from. */

import * as z from "zod";
import { shortSha } from "../../domain/repository/short-sha.ts";
import { type PushedImage, referenceOf } from "./image.ts";
import { SignatureRefused } from "./refusal.ts";

/** As build-image writes it: what was checked out comes first, with its commit. */
const predicate = z.object({
  buildDefinition: z.object({
    resolvedDependencies: z
      .array(z.object({ digest: z.object({ gitCommit: z.string().optional() }) }))
      .min(1),
  }),
});

/** One image may be built from several commits: those that change nothing in it give the same bytes. */
export function builtFrom(predicates: readonly unknown[]): readonly string[] {
  return predicates.flatMap((each) => {
    const read = predicate.safeParse(each);
    return read.data?.buildDefinition.resolvedDependencies[0]?.digest.gitCommit ?? [];
  });
}

/** Throws when no provenance names `source`. */
export function requireBuiltFrom(image: PushedImage, source: string, predicates: readonly unknown[]): void {
  const commits = [...new Set(builtFrom(predicates))];
  if (commits.includes(source)) return;
  throw new SignatureRefused(
    "wrong source",
    `${referenceOf(image)}: its provenance says it was built from ${commits.join(", ") || "no commit"}, the release says ${source}.\n  Build the image at ${shortSha(source)}, or release the commit it was built from.`,
  );
}
