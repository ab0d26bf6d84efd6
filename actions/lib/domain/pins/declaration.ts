/** `pins` of slipway.yaml: where a team's own files pin each service, for repositories without release folders. */
import * as z from "zod";

const name = z
  .string("a name is expected")
  .regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "a name of lower case letters, digits and dashes is expected");

const file = z
  .string("a file of the repository is expected")
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\n]+$/, "a path from the repository's root is expected")
  .describe("File that pins the service, from the repository's root.");

const step = z.union([z.string().min(1), z.int().min(0)]);

const place = z.union(
  [
    z.strictObject({
      file,
      image: z.string().min(1).describe("`name` of an entry below `images` of a kustomization."),
    }),
    z.strictObject({
      file,
      values: z
        .array(step)
        .min(1)
        .describe("Keys that lead to a map with `tag` and `digest`, as Helm values have it."),
      repository: z.string().min(1).optional().describe("The image, where the map has no `repository`."),
    }),
    z.strictObject({
      file,
      path: z.array(step).min(1).describe("Keys that lead to an image reference: name:tag@sha256:…"),
    }),
  ],
  "{file, image}, {file, values: [key, …]} or {file, path: [key, …]} is expected",
);

/** Where one environment pins one service. */
export type PinPlace = z.output<typeof place>;

export const pinsSchema = z.strictObject({
  health: z
    .enum(["required", "optional"], 'expected "required" or "optional"')
    .default("required")
    .describe(
      "`required`: an environment's clusters must report the pinned image healthy before it moves on; `optional`: only where a reporter has ever written.",
    ),
  services: z
    .record(name, z.record(name, place), "services are expected, each with its environments")
    .describe("Service → environment → where that environment pins it."),
});

export type Pins = z.output<typeof pinsSchema>;
