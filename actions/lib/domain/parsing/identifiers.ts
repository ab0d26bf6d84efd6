/** The identifiers that files, trailers and registries have in common. */
import * as z from "zod";

/** Of an image, or the id of a release. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;
export const FULL_SHA = /^[0-9a-f]{40}$/;

export const digest = z.string().regex(DIGEST, "expected sha256:<64 hexadecimal digits>");

/** A full commit id. */
export const sha = z.string().regex(FULL_SHA, "expected a full commit sha");

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

export function isFullSha(text: string): boolean {
  return FULL_SHA.test(text);
}
